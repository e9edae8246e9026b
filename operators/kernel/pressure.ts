import { checkNumber } from './arguments.ts';

/** The marks between which a source pauses and goes on, in values held at asynchronous boundaries. */
export interface PressureConfig {
  /** The source pauses when this many values are held behind it (default: 16,384). */
  readonly high?: number;
  /** A paused source goes on when no more than this many are held (default: half of `high`). */
  readonly low?: number;
}

/**
 * The handle by which asynchronous boundaries tell the source how much they hold.
 *
 * A source makes one and puts it into each chunk; a boundary that holds values back (a batch, a
 * rate limit, a sink) reports its depth here, so back-pressure works in a plain `pipe` too. The
 * source pauses above the high mark and goes on below the low one. State: one number a boundary.
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
  readonly #waiting = new Set<() => void>();
  #depth = 0;
  #paused = false;

  constructor({ high = 16_384, low }: PressureConfig = {}) {
    this.#high = checkNumber('Pressure', 'high', high, { min: 1 });
    this.#low = checkNumber('Pressure', 'low', low ?? Math.floor(high / 2), {
      min: 0,
      max: high - 1,
    });
  }

  /** The depth at which the source pauses. */
  get high(): number {
    return this.#high;
  }

  /** How many values the boundaries hold together. */
  get depth(): number {
    return this.#depth;
  }

  /** Whether the source should wait before it gives more values. Control still passes. */
  get paused(): boolean {
    return this.#paused;
  }

  /** A boundary tells how many values it holds now; 0 forgets the boundary. */
  report(boundary: object, depth: number): void {
    this.#depth += depth - (this.#depths.get(boundary) ?? 0);
    if (depth === 0) this.#depths.delete(boundary);
    else this.#depths.set(boundary, depth);
    if (this.#depth >= this.#high) this.#paused = true;
    else if (this.#paused && this.#depth <= this.#low) this.#goOn();
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

  #goOn(): void {
    this.#paused = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback();
  }
}
