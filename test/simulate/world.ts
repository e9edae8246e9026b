import { seededRandom } from '../../src/runtime/index.ts';
import type { FaultKind } from './faultKinds.ts';
import { FaultPlan } from './faultPlan.ts';
import { Machine } from './machine.ts';
import { SimDisk } from './simDisk.ts';

/** Everything that outlives a crash of the program: time, the disk, receivers, and the plan of what goes wrong. */
export class World {
  readonly machine: Machine;
  readonly disk: SimDisk = new SimDisk();
  readonly plan: FaultPlan;
  readonly trace: string[] = [];
  readonly struck: Map<FaultKind, number> = new Map();
  /** By how much the wall clock is wrong. */
  clockError = 0;
  /** Whether what a checkpoint has was delivered to someone who cannot take it back. */
  isTold = false;
  #ids = 0;

  constructor(seed: number) {
    this.machine = new Machine(seededRandom(seed));
    this.plan = new FaultPlan((bound) => this.machine.below(bound));
  }

  now(): number {
    return Math.floor(1_000_000 + this.machine.now + this.clockError);
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  tell(text: string): void {
    this.trace.push(`${this.machine.now.toFixed(2)} ${text}`);
  }

  strike(kind: FaultKind, where: string): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    this.tell(`FAULT ${kind}: ${where}`);
  }
}
