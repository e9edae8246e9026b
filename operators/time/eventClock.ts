import type { ClockAct, InputState, Milliseconds } from '../kernel/index.ts';

/**
 * How far event time has come, as one stream sees it: told each event, and, where it asked for that,
 * the processing time. Knows no scheduler; in a replay the processing time is the recorded one.
 */
export interface EventClock<T> {
  /** No event with a timestamp up to it is still expected; never goes back. */
  readonly watermark: Milliseconds;
  /** An event later than this raises the watermark; left out where that is not known. */
  readonly raisedAfter?: Milliseconds | undefined;
  /** What the watermark will do by the processing time; undefined where it waits for events alone. */
  readonly clockAct?: ClockAct | undefined;
  /** Whether `see` needs the processing time; where it does not, it is given 0. */
  readonly timed: boolean;
  /** The processing time at which `tick` wants to be called; Infinity for never. */
  readonly nextTick: Milliseconds;
  /** Whether a tick found the stream silent for long enough; until the next event. */
  readonly idle: boolean;
  /** The processing time begins, or begins again, to be this: silence before it does not count. */
  start(now: Milliseconds): void;
  /** An event has come. */
  see(value: T, timestamp: Milliseconds, now: Milliseconds): void;
  /**
   * The processing time is now `now`, which has reached `nextTick`.
   *
   * @param recorded whether the ticks that were due before `now` were passed over by a recorded clock,
   *   so that they are made up for
   */
  tick(now: Milliseconds, recorded: boolean): void;
  /** The watermark is at least this, whatever the events say. */
  raise(watermark: Milliseconds): void;
  /** What is known of each of its parts, where it has parts. */
  parts(): readonly InputState[];
  snapshot(): unknown;
  restore(saved: unknown): void;
}

/** The next time after `now` that is a multiple of `every`. */
export function nextMultiple(now: Milliseconds, every: Milliseconds): Milliseconds {
  return Math.floor(now / every) * every + every;
}
