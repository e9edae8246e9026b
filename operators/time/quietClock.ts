import { show, StreamError } from '../kernel/index.ts';
import type { ClockAct, InputState, Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';

/** How a watermark goes on through silence. */
export interface QuietConfig {
  readonly owner: string;
  /** How much silence there must be first. */
  readonly after: Milliseconds;
  /** How often it is raised then. */
  readonly every: Milliseconds;
}

/**
 * A clock that goes on with processing time while no event comes: after a delay its watermark rises
 * from where the last event left it, as fast as the clock, in steps.
 */
export class QuietClock<T> implements EventClock<T> {
  readonly #config: QuietConfig;
  readonly #inner: EventClock<T>;
  readonly timed = true;
  #lastSeen: Milliseconds = Infinity;
  /** The watermark after the last event. */
  #base: Milliseconds = -Infinity;
  #steps = 0;

  constructor(inner: EventClock<T>, config: QuietConfig) {
    this.#inner = inner;
    this.#config = config;
  }

  get watermark(): Milliseconds {
    return this.#inner.watermark;
  }

  get idle(): boolean {
    return this.#inner.idle;
  }

  get raisedAfter(): Milliseconds | undefined {
    return this.#inner.raisedAfter;
  }

  get clockAct(): ClockAct | undefined {
    const at = this.#nextStep;
    return at === Infinity ? this.#inner.clockAct : { by: 'whenQuiet', at };
  }

  get nextTick(): Milliseconds {
    return Math.min(this.#inner.nextTick, this.#nextStep);
  }

  get #nextStep(): Milliseconds {
    // Before the first watermark there is nothing to go on from.
    if (this.#base === -Infinity) return Infinity;
    return this.#lastSeen + this.#config.after + (this.#steps + 1) * this.#config.every;
  }

  start(now: Milliseconds): void {
    this.#inner.start(now);
    this.#hear(now);
  }

  see(value: T, timestamp: Milliseconds, now: Milliseconds): void {
    this.#inner.see(value, timestamp, now);
    this.#hear(now);
  }

  tick(now: Milliseconds, recorded: boolean): void {
    if (this.#inner.nextTick <= now) this.#inner.tick(now, recorded);
    if (this.#nextStep > now) return;
    const { after, every } = this.#config;
    this.#steps = Math.floor((now - this.#lastSeen - after) / every);
    this.#inner.raise(this.#base + this.#steps * every);
  }

  raise(watermark: Milliseconds): void {
    this.#inner.raise(watermark);
  }

  parts(): readonly InputState[] {
    return this.#inner.parts();
  }

  snapshot(): unknown {
    return [[this.#lastSeen, this.#base, this.#steps], this.#inner.snapshot()];
  }

  restore(saved: unknown): void {
    const [times, inner] = Array.isArray(saved) ? (saved as unknown[]) : [];
    if (!Array.isArray(times)) {
      const text = `${this.#config.owner}: saved state: expected times, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    [this.#lastSeen, this.#base, this.#steps] = times as [number, number, number];
    this.#inner.restore(inner);
  }

  #hear(now: Milliseconds): void {
    this.#lastSeen = now;
    this.#base = this.#inner.watermark;
    this.#steps = 0;
  }
}
