import { show, StreamError } from '../kernel/index.ts';
import type { ClockAct, InputState, Milliseconds } from '../kernel/index.ts';
import { nextMultiple } from './eventClock.ts';
import type { EventClock } from './eventClock.ts';

/** How a watermark is raised by the clock of processing time. */
export interface PeriodicConfig {
  readonly owner: string;
  readonly every: Milliseconds;
  /** Infinity where silence does not make the stream idle. */
  readonly idleAfter: Milliseconds;
}

/**
 * A clock whose watermark moves only at multiples of a span of processing time. Silence is counted
 * from the first of them that finds no new event. It ticks only while a tick may change something.
 */
export class PeriodicClock<T> implements EventClock<T> {
  readonly #config: PeriodicConfig;
  readonly #inner: EventClock<T>;
  watermark: Milliseconds = -Infinity;
  nextTick: Milliseconds = Infinity;
  idle = false;
  readonly timed = true;
  #seen = false;
  #quietSince: Milliseconds = Infinity;

  constructor(inner: EventClock<T>, config: PeriodicConfig) {
    this.#inner = inner;
    this.#config = config;
  }

  /** The next tick tells what an event later than this has raised. */
  get raisedAfter(): Milliseconds | undefined {
    return this.#inner.raisedAfter;
  }

  get clockAct(): ClockAct | undefined {
    const isPending = this.#inner.watermark > this.watermark && this.nextTick < Infinity;
    return isPending ? { by: 'periodic', at: this.nextTick } : this.#inner.clockAct;
  }

  start(now: Milliseconds): void {
    this.#inner.start(now);
    this.#quietSince = Infinity;
    this.#arm(now);
  }

  see(value: T, timestamp: Milliseconds, now: Milliseconds): void {
    this.#inner.see(value, timestamp, now);
    this.#seen = true;
    this.idle = false;
    if (this.nextTick === Infinity) this.#arm(now);
  }

  tick(now: Milliseconds, recorded: boolean): void {
    if (this.#inner.nextTick <= now) this.#inner.tick(now, recorded);
    this.raise(this.#inner.watermark);
    const { every, idleAfter } = this.#config;
    const first = recorded ? this.nextTick : now;
    // Ends early: once idle, it stays so until the next event.
    for (let at = first; at <= now && idleAfter !== Infinity && !this.idle; at += every)
      this.#listen(at);
    this.#arm(now);
  }

  raise(watermark: Milliseconds): void {
    this.#inner.raise(watermark);
    if (watermark > this.watermark) this.watermark = watermark;
  }

  parts(): readonly InputState[] {
    return this.#inner.parts();
  }

  snapshot(): unknown {
    const { watermark, nextTick, idle } = this;
    const times = [watermark, nextTick, this.#quietSince];
    return [times, idle, this.#seen, this.#inner.snapshot()];
  }

  restore(saved: unknown): void {
    const [times, idle, seen, inner] = Array.isArray(saved) ? (saved as unknown[]) : [];
    if (!Array.isArray(times) || typeof idle !== 'boolean' || typeof seen !== 'boolean') {
      const text = `${this.#config.owner}: saved state: expected times and two flags, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    [this.watermark, this.nextTick, this.#quietSince] = times as [number, number, number];
    this.idle = idle;
    this.#seen = seen;
    this.#inner.restore(inner);
  }

  #listen(now: Milliseconds): void {
    if (this.#seen) this.#quietSince = Infinity;
    else if (this.#quietSince === Infinity) this.#quietSince = now;
    else this.idle = now - this.#quietSince > this.#config.idleAfter;
    this.#seen = false;
  }

  #arm(now: Milliseconds): void {
    const { every, idleAfter } = this.#config;
    const listens = idleAfter !== Infinity && !this.idle;
    const pending = this.#inner.watermark > this.watermark || this.#inner.nextTick < Infinity;
    this.nextTick = listens || pending ? nextMultiple(now, every) : Infinity;
  }
}
