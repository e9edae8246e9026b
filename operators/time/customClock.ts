import { show, StreamError } from '../kernel/index.ts';
import type { InputState, Milliseconds } from '../kernel/index.ts';
import { nextMultiple } from './eventClock.ts';
import type { EventClock } from './eventClock.ts';

/** A rule for watermarks, with a state of its own for each subscription. */
export interface CustomWatermark<T, S> {
  /** The state at the start; `onEvent` and `onPeriodic` may change it. */
  create(): S;
  /**
   * The watermark after an event, or undefined where it says nothing. One that is not larger than
   * before changes nothing. `now` is the processing time: the recorded arrival in a replay.
   */
  onEvent(state: S, value: T, timestamp: Milliseconds, now: Milliseconds): Milliseconds | undefined;
  /**
   * The watermark at a tick of the clock; called at each multiple of `periodic`, which must be given
   * with it, and with that multiple as `now`. Where the clock passed over several, once, with the last.
   */
  readonly onPeriodic?: (state: S, now: Milliseconds) => Milliseconds | undefined;
  /** The state as plain data that shares nothing with it. */
  snapshot(state: S): unknown;
  /** The state that `snapshot` gave as data. */
  restore(saved: unknown): S;
}

/** The watermark by a user's rule: asked after each event, and at each tick where it wants that. */
export class CustomClock<T, S> implements EventClock<T> {
  readonly #owner: string;
  readonly #rule: CustomWatermark<T, S>;
  readonly #every: Milliseconds;
  #state: S;
  watermark: Milliseconds = -Infinity;
  nextTick: Milliseconds = Infinity;
  readonly timed: boolean;
  readonly idle = false;

  constructor(owner: string, rule: CustomWatermark<T, S>, periodic: Milliseconds, timed: boolean) {
    this.#owner = owner;
    this.#rule = rule;
    this.#every = rule.onPeriodic === undefined ? Infinity : periodic;
    this.#state = rule.create();
    this.timed = timed;
  }

  start(now: Milliseconds): void {
    if (this.#every !== Infinity) this.nextTick = nextMultiple(now, this.#every);
  }

  see(value: T, timestamp: Milliseconds, now: Milliseconds): void {
    this.#take(this.#rule.onEvent(this.#state, value, timestamp, now), 'an event');
  }

  tick(now: Milliseconds): void {
    this.nextTick = nextMultiple(now, this.#every);
    const due = this.nextTick - this.#every;
    this.#take(this.#rule.onPeriodic?.(this.#state, due), 'a tick');
  }

  raise(watermark: Milliseconds): void {
    if (watermark > this.watermark) this.watermark = watermark;
  }

  parts(): readonly InputState[] {
    return [];
  }

  snapshot(): unknown {
    return [this.watermark, this.nextTick, this.#rule.snapshot(this.#state)];
  }

  restore(saved: unknown): void {
    const [watermark, nextTick, state] = Array.isArray(saved) ? (saved as unknown[]) : [];
    if (typeof watermark !== 'number' || typeof nextTick !== 'number') {
      const text = `${this.#owner}: saved state: expected a watermark, a tick and a state, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.watermark = watermark;
    this.nextTick = nextTick;
    this.#state = this.#rule.restore(state);
  }

  #take(watermark: unknown, after: string): void {
    if (watermark === undefined) return;
    if (typeof watermark !== 'number' || Number.isNaN(watermark)) {
      const text = `${this.#owner}: watermark: expected milliseconds or undefined after ${after}, got ${show(watermark)}`;
      throw new StreamError('MILLRACE_CALLBACK', text);
    }
    // Windows end at whole milliseconds: the fraction promises nothing more.
    this.raise(Math.floor(watermark));
  }
}
