import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { TimeToLive } from './timeToLive.ts';

/** The two clocks: that of the events, told by the watermark, and that of the machine. */
export type Clock = keyof TimeToLive;

/** What a function of `keyedProcess` works with. It holds for the length of the call. */
export interface ProcessContext<K extends Key, S, R> {
  readonly key: K;
  /** The key's state; may be changed or set to another. */
  state: S;
  /** The event's time, or the timer's; for a timer of processing time, that of the key's latest event. */
  readonly timestamp: Milliseconds;
  /** No event with a timestamp up to it is still expected. */
  readonly watermark: Milliseconds;
  readonly processingTime: Milliseconds;
  /** Whether the event is at or behind the watermark. */
  readonly late: boolean;
  /** Sends a result (default: with the context's timestamp). */
  emit(value: R, timestamp?: Milliseconds): void;
  /**
   * Has the key called at a time of a clock: when the watermark reaches it, or the processing time.
   * One that is already reached goes off at once after this call. Twice the same is one timer.
   */
  setTimer(clock: Clock, time: Milliseconds): void;
  deleteTimer(clock: Clock, time: Milliseconds): void;
  /** Forgets the key's state and timers when the call is over. */
  forget(): void;
}
