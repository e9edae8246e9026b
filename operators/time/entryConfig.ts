import type { SchedulerLike } from 'rxjs';
import type { Milliseconds } from '../kernel/index.ts';
import type { RejectPolicy } from './rejected.ts';

/** How values become events: the checked config of an operator that enters a stream. */
export interface EntryConfig<T> {
  /** The operator's function, for error texts. */
  readonly kind: string;
  readonly stateName: string;
  /** The timestamp of a value that arrived at `now`. */
  readonly timestampOf: (value: T, now: Milliseconds) => unknown;
  readonly outOfOrderness: Milliseconds;
  /** Infinity where silence does not make the stream idle. */
  readonly idleAfter: Milliseconds;
  /** Infinity where the future is believed. */
  readonly maxAhead: Milliseconds;
  readonly invalid: RejectPolicy<T>;
  readonly quarantine: RejectPolicy<T>;
  /** Whether `timestampOf` looks at the time of arrival. */
  readonly byArrival: boolean;
  /** How often the watermark follows the clock while nothing arrives; Infinity for never. */
  readonly tickEvery: Milliseconds;
  readonly scheduler: SchedulerLike;
}
