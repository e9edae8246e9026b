import type { ClockAct, InputState, Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';

/**
 * A clock whose watermark moves only when a multiple of a step of event time is complete: it is
 * always one below a multiple, where windows that end at it fire.
 */
export class SteppedClock<T> implements EventClock<T> {
  readonly #inner: EventClock<T>;
  readonly #step: Milliseconds;

  constructor(inner: EventClock<T>, step: Milliseconds) {
    this.#inner = inner;
    this.#step = step;
  }

  get watermark(): Milliseconds {
    return Math.floor((this.#inner.watermark + 1) / this.#step) * this.#step - 1;
  }

  get timed(): boolean {
    return this.#inner.timed;
  }

  get nextTick(): Milliseconds {
    return this.#inner.nextTick;
  }

  get idle(): boolean {
    return this.#inner.idle;
  }

  /** What completes the step in work. */
  get raisedAfter(): Milliseconds | undefined {
    const { raisedAfter, watermark } = this.#inner;
    if (raisedAfter === undefined || watermark === -Infinity) return raisedAfter;
    return raisedAfter + (this.watermark + this.#step - watermark) - 1;
  }

  get clockAct(): ClockAct | undefined {
    return this.#inner.clockAct;
  }

  start(now: Milliseconds): void {
    this.#inner.start(now);
  }

  see(value: T, timestamp: Milliseconds, now: Milliseconds): void {
    this.#inner.see(value, timestamp, now);
  }

  tick(now: Milliseconds, recorded: boolean): void {
    this.#inner.tick(now, recorded);
  }

  raise(watermark: Milliseconds): void {
    this.#inner.raise(watermark);
  }

  parts(): readonly InputState[] {
    return this.#inner.parts();
  }

  snapshot(): unknown {
    return this.#inner.snapshot();
  }

  restore(saved: unknown): void {
    this.#inner.restore(saved);
  }
}
