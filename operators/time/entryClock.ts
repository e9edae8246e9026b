import { StreamError, show } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { isTimestamp } from './isTimestamp.ts';

/** The times of a run of values. */
export interface Stamps {
  readonly timestamps: readonly Milliseconds[];
  /** The watermark before each value. */
  readonly before: readonly Milliseconds[];
}

/** The watermark of bounded disorder: the largest timestamp so far, less the bound, less 1. */
export class EntryClock {
  readonly #owner: string;
  readonly #outOfOrderness: Milliseconds;
  #largest: Milliseconds = -Infinity;
  watermark: Milliseconds = -Infinity;

  constructor(owner: string, outOfOrderness: Milliseconds) {
    this.#owner = owner;
    this.#outOfOrderness = outOfOrderness;
  }

  /** The largest timestamp so far. */
  get largest(): Milliseconds {
    return this.#largest;
  }

  see(timestamp: Milliseconds): void {
    if (timestamp <= this.#largest) return;
    this.#largest = timestamp;
    this.watermark = Math.max(this.watermark, timestamp - this.#outOfOrderness - 1);
  }

  /**
   * The times of a whole run in one loop, and the clock moved on behind it; undefined, and the clock
   * as it was, when a value has no valid timestamp or the function throws.
   */
  stamp<T>(
    values: readonly T[],
    timestampOf: (value: T, now: Milliseconds) => unknown,
    now: Milliseconds,
  ): Stamps | undefined {
    const { length } = values;
    // Arrays of the final length: filling them is twice as fast as pushing.
    const timestamps = new Array<Milliseconds>(length);
    const before = new Array<Milliseconds>(length);
    const slack = this.#outOfOrderness + 1;
    let largest = this.#largest;
    let { watermark } = this;
    for (let i = 0; i < length; i += 1) {
      const timestamp = timestampOf(values[i] as T, now) as Milliseconds;
      if (!isTimestamp(timestamp)) return undefined;
      timestamps[i] = timestamp;
      before[i] = watermark;
      if (timestamp > largest) {
        largest = timestamp;
        if (timestamp - slack > watermark) watermark = timestamp - slack;
      }
    }
    this.#largest = largest;
    this.watermark = watermark;
    return { timestamps, before };
  }

  snapshot(): readonly Milliseconds[] {
    return [this.#largest, this.watermark];
  }

  restore(saved: unknown): void {
    const [largest, watermark] = Array.isArray(saved) ? (saved as unknown[]) : [];
    if (typeof largest !== 'number' || typeof watermark !== 'number') {
      const text = `${this.#owner}: saved state: expected two numbers, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#largest = largest;
    this.watermark = watermark;
  }
}
