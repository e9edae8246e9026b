import { listOf, StreamError, show } from '../kernel/index.ts';
import type { InputState, Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';
import { isTimestamp } from './isTimestamp.ts';

/** The times of a run of values. */
export interface Stamps {
  readonly timestamps: readonly Milliseconds[];
  /** The watermark before each value, or before all of them. */
  readonly before: Milliseconds | readonly Milliseconds[];
}

/** The watermark of bounded disorder: the largest timestamp so far, less the bound, less 1. */
export class EntryClock implements EventClock<unknown> {
  readonly #owner: string;
  readonly #outOfOrderness: Milliseconds;
  #largest: Milliseconds = -Infinity;
  watermark: Milliseconds = -Infinity;
  readonly timed = false;
  readonly nextTick: Milliseconds = Infinity;
  readonly idle = false;

  constructor(owner: string, outOfOrderness: Milliseconds) {
    this.#owner = owner;
    this.#outOfOrderness = outOfOrderness;
  }

  get raisedAfter(): Milliseconds {
    return Math.max(this.#largest, this.watermark + this.#outOfOrderness + 1);
  }

  start(): void {}

  see(_value: unknown, timestamp: Milliseconds): void {
    if (timestamp <= this.#largest) return;
    this.#largest = timestamp;
    this.raise(timestamp - this.#outOfOrderness - 1);
  }

  tick(): void {}

  raise(watermark: Milliseconds): void {
    if (watermark > this.watermark) this.watermark = watermark;
  }

  parts(): readonly InputState[] {
    return [];
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
    if (length === 1) return this.#stampOne(values[0] as T, timestampOf, now);
    // An array of the final length: filling it is twice as fast as pushing.
    const timestamps = new Array<Milliseconds>(length);
    for (let i = 0; i < length; i += 1) {
      const timestamp = timestampOf(values[i] as T, now) as Milliseconds;
      if (!isTimestamp(timestamp)) return undefined;
      timestamps[i] = timestamp;
    }
    return { timestamps, before: this.#follow(timestamps) };
  }

  /**
   * The watermark before each of the times. In a loop of its own: which of them is the largest so far is
   * hard to foretell, and in the loop above a wrong guess would stop what is on its way from memory.
   */
  #follow(timestamps: readonly Milliseconds[]): readonly Milliseconds[] {
    const { length } = timestamps;
    const before = new Array<Milliseconds>(length);
    const slack = this.#outOfOrderness + 1;
    let largest = this.#largest;
    let { watermark } = this;
    for (let i = 0; i < length; i += 1) {
      const timestamp = timestamps[i] as number;
      before[i] = watermark;
      if (timestamp > largest) {
        largest = timestamp;
        if (timestamp - slack > watermark) watermark = timestamp - slack;
      }
    }
    this.#largest = largest;
    this.watermark = watermark;
    return before;
  }

  /** The times of a run that are its arrivals, but never before the latest one seen. */
  stampArrivals(arrivals: readonly Milliseconds[]): Stamps | undefined {
    const { length } = arrivals;
    if (length === 1) return this.#one(this.#arrivedAt(arrivals[0] as number, this.watermark));
    const timestamps = new Array<Milliseconds>(length);
    const before = new Array<Milliseconds>(length);
    let { watermark } = this;
    const slack = this.#outOfOrderness + 1;
    for (let i = 0; i < length; i += 1) {
      const timestamp = this.#arrivedAt(arrivals[i] as number, watermark);
      if (!isTimestamp(timestamp)) return undefined;
      timestamps[i] = timestamp;
      before[i] = watermark;
      watermark = Math.max(watermark, timestamp - slack);
    }
    this.#largest = Math.max(this.#largest, timestamps[length - 1] as number);
    this.watermark = watermark;
    return { timestamps, before };
  }

  #arrivedAt(arrival: Milliseconds, watermark: Milliseconds): Milliseconds {
    return Math.max(watermark + 1, Math.floor(arrival));
  }

  /** A value that comes alone needs no column for what stands before it. */
  #stampOne<T>(
    value: T,
    timestampOf: (value: T, now: Milliseconds) => unknown,
    now: Milliseconds,
  ): Stamps | undefined {
    return this.#one(timestampOf(value, now));
  }

  #one(timestamp: unknown): Stamps | undefined {
    if (!isTimestamp(timestamp)) return undefined;
    const before = this.watermark;
    this.see(undefined, timestamp);
    return { timestamps: listOf(timestamp), before };
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
