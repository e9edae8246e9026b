import type { SchedulerLike } from 'rxjs';
import type { Duration } from '../kernel/index.ts';

/** What all batch configs have. */
export interface BatchClock {
  /** Where processing time is read and the timer runs (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/** A batch is full after so many values. */
export interface BatchByCount<T> extends BatchClock {
  /** How many values make a batch full, at least 1. */
  readonly count: number;
  /** How long after its first value a batch goes out at the latest (default: whenever it is full). */
  readonly time?: Duration;
  /** How many bytes make a batch full; needs `sizeOf`. */
  readonly bytes?: number;
  /** The size of a value in bytes. */
  readonly sizeOf?: (value: T) => number;
}

/** A batch is full after so many bytes. */
export interface BatchByBytes<T> extends BatchClock {
  /** How many bytes make a batch full, at least 1. Only a single larger value makes a larger batch. */
  readonly bytes: number;
  /** The size of a value in bytes. */
  readonly sizeOf: (value: T) => number;
  /** How long after its first value a batch goes out at the latest (default: whenever it is full). */
  readonly time?: Duration;
  readonly count?: never;
}

/** Batches are cut by time alone. */
export interface BatchByTime extends BatchClock {
  /** How long after its first value a batch goes out. */
  readonly time: Duration;
  /** How many values a batch may hold, at least 1; one more is an error, `MILLRACE_OVERFLOW`. */
  readonly limit: number;
  readonly count?: never;
  readonly bytes?: never;
}

/** The bounds of a batch: a count, bytes or a time with a limit; whichever is reached first counts. */
export type BatchConfig<T> = BatchByCount<T> | BatchByBytes<T> | BatchByTime;
