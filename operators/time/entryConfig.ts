import type { SchedulerLike } from 'rxjs';
import type { Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';
import type { RejectPolicy } from './rejected.ts';

/** How values become events: the checked config of an operator that enters a stream. */
export interface EntryConfig<T> {
  /** The operator's function, for error texts. */
  readonly kind: string;
  readonly stateName: string;
  /** The timestamp of a value; undefined where it is the time of its arrival, which never goes back. */
  readonly timestampOf: ((value: T) => unknown) | undefined;
  /** Makes the clock of one subscription. */
  createClock(): EventClock<T>;
  /** Infinity where silence does not make the stream idle. */
  readonly idleAfter: Milliseconds;
  /** Infinity where the future is believed. */
  readonly maxAhead: Milliseconds;
  readonly invalid: RejectPolicy<T>;
  readonly quarantine: RejectPolicy<T>;
  /** How often the watermark follows the clock while nothing arrives; Infinity for never. */
  readonly tickEvery: Milliseconds;
  readonly scheduler: SchedulerLike;
}
