import type { Cancel, Runtime } from './runtime.ts';
import { seededRandom } from './seededRandom.ts';

/** How a hand-driven runtime starts. */
export interface ManualRuntimeConfig {
  /** What `now()` gives at first, in milliseconds since the epoch (default: 0). */
  readonly now?: number;
  /** What determines `random()` (default: 1). */
  readonly seed?: number;
}

interface Task {
  readonly at: number;
  readonly callback: () => void;
}

/** Microtask rounds without a new task after which promises are taken to have settled. */
const QUIET_ROUNDS = 50;

/**
 * A runtime that stands still until it is told to go on: time, timers and turns for tests. Its
 * random numbers follow from a seed and its ids are numbered.
 *
 * @example
 * ```ts
 * import { ManualRuntime } from 'millrace/replay';
 *
 * const runtime = new ManualRuntime();
 * runtime.setTimer(() => console.log(runtime.now()), 5_000);
 * runtime.advance(5_000); // prints 5000
 * ```
 */
export class ManualRuntime implements Runtime {
  readonly random: () => number;
  readonly #start: number;
  readonly #timers = new Set<Task>();
  readonly #turns = new Set<Task>();
  #elapsed = 0;
  #ids = 0;

  constructor({ now = 0, seed = 1 }: ManualRuntimeConfig = {}) {
    this.#start = now;
    this.random = seededRandom(seed);
  }

  /** How many timers and turns are asked for. */
  get pending(): number {
    return this.#timers.size + this.#turns.size;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  setTimer(callback: () => void, ms: number): Cancel {
    return remember(this.#timers, { at: this.#elapsed + Math.max(ms, 0), callback });
  }

  soon(callback: () => void): Cancel {
    return remember(this.#turns, { at: this.#elapsed, callback });
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  /** Runs one turn: what was asked for by `soon` until now. Tells whether there was anything. */
  turn(): boolean {
    const due = [...this.#turns];
    for (const task of due) if (this.#turns.delete(task)) task.callback();
    return due.length > 0;
  }

  /** Lets time pass: timers fire in their order, each at its own time, with all turns in between. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    this.#runTurns();
    for (let timer = this.#earliest(end); timer !== undefined; timer = this.#earliest(end)) {
      this.#elapsed = Math.max(this.#elapsed, timer.at);
      this.#timers.delete(timer);
      timer.callback();
      this.#runTurns();
    }
    this.#elapsed = end;
  }

  /** As `advance`, and lets promises settle between the steps, for code that awaits. */
  async settle(ms = 0): Promise<void> {
    const end = this.#elapsed + ms;
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await Promise.resolve();
      if (this.turn()) quiet = 0;
      else quiet += 1;
      if (quiet === QUIET_ROUNDS) quiet = this.#step(end) ? 0 : quiet;
    }
    this.#elapsed = end;
  }

  #step(end: number): boolean {
    const timer = this.#earliest(end);
    if (timer === undefined) return false;
    this.advance(Math.max(timer.at - this.#elapsed, 0));
    return true;
  }

  #runTurns(): void {
    while (this.turn());
  }

  #earliest(end: number): Task | undefined {
    let found: Task | undefined;
    for (const task of this.#timers) {
      if (task.at <= end && (found === undefined || task.at < found.at)) found = task;
    }
    return found;
  }
}

function remember(tasks: Set<Task>, task: Task): Cancel {
  tasks.add(task);
  return () => void tasks.delete(task);
}
