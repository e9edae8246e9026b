import type { Runtime } from '../runtime/index.ts';

/** Who time is counted for. */
export interface BusyTime {
  busyMs: number;
}

/**
 * Counts the time of each stage without that of the stages after it: at any moment one of them, or
 * nobody, is at work. One look at the clock for each change.
 */
export class BusyMeter {
  readonly #runtime: Runtime;
  #worker: BusyTime | undefined;
  #since = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** When that changed last. */
  get since(): number {
    return this.#since;
  }

  /** From now on this one is at work; returns who was until now. */
  enter(worker: BusyTime | undefined): BusyTime | undefined {
    const now = this.#runtime.monotonic();
    const before = this.#worker;
    if (before !== undefined) before.busyMs += now - this.#since;
    this.#since = now;
    this.#worker = worker;
    return before;
  }
}
