import type { Cancel, Runtime } from '../../src/runtime/index.ts';
import type { Op } from './faultKinds.ts';
import type { PlannedFault } from './faultPlan.ts';
import { LifeScheduler } from './lifeScheduler.ts';
import type { World } from './world.ts';

const SLOW_MS = 25;

/** What a simulated operation fails with. */
export class SimulatedError extends Error {
  readonly code = 'EIO';
}

/**
 * One life of the program, from its start to its end or a crash. It is the runtime of the graph, and does
 * its input and output: after a crash nothing of it happens any more.
 */
export class Life implements Runtime {
  readonly number: number;
  readonly scheduler: LifeScheduler = new LifeScheduler(this);
  isAlive = true;
  /** How many faults have struck in this life. */
  struck = 0;
  /** What a planned stop or drain does. */
  onLeave: (how: 'stop' | 'drain') => void = () => undefined;
  readonly #world: World;
  #crashIn = -1;

  constructor(world: World, number: number) {
    this.#world = world;
    this.number = number;
    world.machine.instead = () => this.#strikeInstead();
    world.tell(`life ${number} begins`);
  }

  now(): number {
    return this.#world.now();
  }

  monotonic(): number {
    return this.#world.machine.now;
  }

  setTimer(callback: () => void, ms: number): Cancel {
    return this.isAlive ? this.#world.machine.setTimer(callback, ms) : () => undefined;
  }

  soon(callback: () => void): Cancel {
    return this.isAlive ? this.#world.machine.soon(callback) : () => undefined;
  }

  random(): number {
    return this.#world.machine.random();
  }

  id(): string {
    return this.#world.id();
  }

  below(bound: number): number {
    return this.#world.machine.below(bound);
  }

  tell(text: string): void {
    if (this.isAlive) this.#world.tell(text);
  }

  /** Does something outside of the program, after a while; it may fail, or be the last that happens. */
  io<R>(op: Op, what: string, act: () => R): Promise<R> {
    if (!this.isAlive) return new Promise(() => undefined);
    const fault = this.#world.plan.at(op);
    const isSlow = fault?.effect === 'slow' || fault?.effect === 'verySlow';
    if (fault !== undefined && isSlow) this.#strike(fault, `${op} ${what}`);
    const latency =
      this.random() * (isSlow ? SLOW_MS : 1.2) * (fault?.effect === 'verySlow' ? 4 : 1);
    return new Promise((resolve, reject) => {
      this.setTimer(() => {
        if (fault !== undefined && !isSlow) this.#strike(fault, `${op} ${what}`);
        try {
          this.#before(fault, op);
          if (!this.isAlive) return;
          const result = act();
          this.tell(`${op} ${what}`);
          this.#after(fault, op);
          if (this.isAlive) resolve(result);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      }, latency);
    });
  }

  /** The end: what it still has to do is not done. */
  end(): void {
    this.isAlive = false;
    this.#world.machine.instead = () => false;
    this.#world.machine.forgetAll();
  }

  #strike({ kind }: PlannedFault, where: string): void {
    this.struck += 1;
    // Counted where it is known whether there was anything to harm.
    if (kind !== 'torn write' && kind !== 'lost unsynced tail') this.#world.strike(kind, where);
  }

  #before(fault: PlannedFault | undefined, op: Op): void {
    switch (fault?.effect) {
      case 'crashBefore':
        return this.end();
      case 'tear':
      case 'lose':
        return this.#cutPower(fault, op);
      case 'error':
        throw new SimulatedError(`simulated: ${op} failed`);
      default:
    }
  }

  #after(fault: PlannedFault | undefined, op: Op): void {
    if (fault?.effect === 'crashAfter') this.end();
    if (fault?.effect === 'crashSoon') this.#crashIn = this.below(8);
    if (fault?.effect === 'answerLost')
      throw new SimulatedError(`simulated: the answer of ${op} was lost`);
  }

  #cutPower({ kind, effect }: PlannedFault, op: Op): void {
    const { disk } = this.#world;
    this.end();
    const harmed = disk.powerCut((length) => (effect === 'lose' ? 0 : this.below(length + 1)));
    if (harmed > 0) this.#world.strike(kind, `${op}, ${harmed} harmed`);
    else this.#world.tell(`power cut at ${op}, nothing harmed`);
  }

  #strikeInstead(): boolean {
    if (this.#crashIn === 0) {
      this.#world.tell('the crash comes');
      this.end();
      return true;
    }
    this.#crashIn -= 1;
    const fault = this.#world.plan.at('step');
    if (fault === undefined) return false;
    this.#strike(fault, `step ${this.#world.machine.steps}`);
    const { effect } = fault;
    if (effect === 'crashBefore') this.end();
    else if (effect === 'stop' || effect === 'drain') this.onLeave(effect);
    else this.#world.clockError += this.below(200_000) - 100_000;
    return true;
  }
}
