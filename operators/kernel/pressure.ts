import { checkNumber } from './arguments.ts';

/** The marks between which a source pauses and goes on, in values held at asynchronous boundaries. */
export interface PressureConfig {
  /** The source pauses when this many values are held behind it, or more (default: 16,384). */
  readonly high?: number;
  /** A paused source goes on when no more than this many are held (default: half of `high`). */
  readonly low?: number;
}

/**
 * The handle by which asynchronous boundaries tell the source how much they hold.
 *
 * A source makes one and puts it into each chunk; a boundary that holds values back (a batch, a
 * rate limit, a sink) reports its depth here, so back-pressure works in a plain `pipe` too. The
 * source pauses at the high mark and goes on at the low one. An array counts as many values as it has.
 * What behind a `union` or a join is reported to its own handle reaches the sources of all its inputs.
 * Sources that are given the same handle pause and go on together, for what waits behind any of them.
 * State: two numbers a boundary.
 *
 * @example
 * ```ts
 * import { Pressure } from 'millrace';
 *
 * const pressure = new Pressure({ high: 100, low: 10 });
 * const boundary = {};
 * pressure.report(boundary, 100);
 * console.log(pressure.paused); // true
 * pressure.whenClear(() => console.log('on again')); // on again
 * pressure.report(boundary, 10);
 * ```
 */
export class Pressure {
  readonly #high: number;
  readonly #low: number;
  readonly #depths = new Map<object, number>();
  /** Of these, what leaves only when more values come. */
  readonly #gathered = new Map<object, number>();
  readonly #watchers = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  #depth = 0;
  #gathering = 0;
  #paused = false;

  constructor({ high = 16_384, low }: PressureConfig = {}) {
    this.#high = checkNumber('Pressure', 'high', high, { min: 1 });
    this.#low = checkNumber('Pressure', 'low', low ?? Math.floor(high / 2), {
      min: 0,
      max: high - 1,
    });
  }

  /** The handle that a source is given, or a new one between the marks that it is given. */
  static of(given: Pressure | PressureConfig | undefined): Pressure {
    return given instanceof Pressure ? given : new Pressure(given);
  }

  /** The depth at which the source pauses. */
  get high(): number {
    return this.#high;
  }

  /** The depth at which a paused source goes on. */
  get low(): number {
    return this.#low;
  }

  /** The handles of single sources that this one reaches: itself. */
  get sources(): ReadonlySet<Pressure> {
    return new Set([this]);
  }

  /** How many values the boundaries hold together. */
  get depth(): number {
    return this.#depth;
  }

  /** Whether the source should wait before it gives more values. Control still passes. */
  get paused(): boolean {
    return this.#paused;
  }

  /**
   * A boundary tells how many values it holds now; 0 forgets the boundary.
   *
   * @param gathered how many of these leave only when more values come, as those of a batch that is not
   *   full: they count as depth, but to pause the source for them would stop everything
   */
  report(boundary: object, depth: number, gathered: number = 0): void {
    this.#depth += change(this.#depths, boundary, depth);
    this.#gathering += change(this.#gathered, boundary, gathered);
    const load = this.#depth - this.#gathering;
    if (!this.#paused && load >= this.#high) this.#pause();
    else if (this.#paused && load <= this.#low) this.#goOn();
  }

  /**
   * Calls back each time the source is paused and each time it goes on, after `paused` has changed and
   * before anyone goes on.
   *
   * @returns a function that ends it
   */
  watch(callback: () => void): () => void {
    const watcher = (): void => callback();
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Calls back once when the source may go on: at once when it is not paused.
   *
   * @returns a function that takes the request back
   */
  whenClear(callback: () => void): () => void {
    if (!this.#paused) {
      callback();
      return () => undefined;
    }
    const once = (): void => callback();
    this.#waiting.add(once);
    return () => this.#waiting.delete(once);
  }

  #pause(): void {
    this.#paused = true;
    for (const watcher of this.#watchers) watcher();
  }

  #goOn(): void {
    this.#paused = false;
    for (const watcher of this.#watchers) watcher();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }
}

/** Notes a boundary's number, without one for 0; returns by how much it changed. */
function change(numbers: Map<object, number>, boundary: object, now: number): number {
  const before = numbers.get(boundary) ?? 0;
  if (now === 0) numbers.delete(boundary);
  else if (now !== before) numbers.set(boundary, now);
  return now - before;
}
