import { seededRandom } from '../../src/runtime/index.ts';
import type { FaultKind } from './faultKinds.ts';
import { FaultPlan } from './faultPlan.ts';
import { Machine } from './machine.ts';
import { SimDisk } from './simDisk.ts';

/** The folder of the checkpoints. */
export const CHECKPOINTS = '/checkpoints';

/** Everything that outlives a crash of the program: time, the disk, receivers, and the plan of what goes wrong. */
export class World {
  readonly machine: Machine;
  readonly disk: SimDisk = new SimDisk();
  readonly plan: FaultPlan;
  readonly trace: string[] = [];
  readonly struck: Map<FaultKind, number> = new Map();
  /** By how much the wall clock is wrong. */
  clockError = 0;
  readonly #harmed = new Set<string>();
  /** The checkpoints of which something was delivered to someone who cannot take it back. */
  readonly #told = new Set<string>();
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

  /** Results of the newest checkpoint are delivered. */
  toldNewest(): void {
    const newest = this.#whole().at(-1);
    if (newest !== undefined) this.#told.add(newest);
  }

  /**
   * Flips a bit in the newest checkpoint, where an older one can take its place: where there is one, and
   * nobody was told what the newest has who cannot take it back.
   */
  harmNewest(): void {
    const whole = this.#whole();
    const newest = whole.at(-1);
    if (newest === undefined || whole.length < 2 || this.#told.has(newest)) return;
    this.disk.flipBit(`${CHECKPOINTS}/${newest}`, (bound) => this.machine.below(bound));
    this.#harmed.add(newest);
    this.strike('bit flip', newest);
  }

  #whole(): string[] {
    const names = this.disk.list(CHECKPOINTS).filter((name) => name.endsWith('.checkpoint'));
    return names.toSorted().filter((name) => !this.#harmed.has(name));
  }

  strike(kind: FaultKind, where: string): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    this.tell(`FAULT ${kind}: ${where}`);
  }
}
