import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { ArgumentTypeError, checkNumber, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';
import type { BreakerConfig } from './breakerConfig.ts';
import { schedulerClock } from './callClock.ts';
import type { CallSettings } from './callPool.ts';
import { checkBreaker } from './circuitBreaker.ts';
import { checkOnError } from './onError.ts';
import type { OnError } from './onError.ts';
import { checkRetry } from './retry.ts';
import type { RetryConfig } from './retry.ts';
import type { CircuitBreaker } from './sharedBreaker.ts';

/** How an asynchronous stage makes its calls. */
export interface AsyncConfig<T> {
  /** How many calls may be under way at once, at least 1 (default: 16). One that waits to be made again counts. */
  readonly concurrency?: number;
  /**
   * Whether results leave in the order of their values (default: true). Else they leave as they are done,
   * but none overtakes a raise of the watermark, a barrier or another mark, nor is overtaken by one.
   */
  readonly ordered?: boolean;
  /** How long each call may take (default: as long as it likes); then its signal aborts and it has failed. */
  readonly timeout?: Duration;
  /** How often a call that failed is made again (default: never). */
  readonly retry?: RetryConfig;
  /**
   * Lets no calls through for a while after too many have failed (default: none): one that
   * `circuitBreaker` made, or the config of one of the stage's own.
   */
  readonly breaker?: CircuitBreaker | BreakerConfig;
  /**
   * What happens to a value whose calls have all failed: `'fail'` (default) fails the stream, a side
   * output takes the value with the error, and the stream goes on.
   */
  readonly onError?: OnError<T>;
  /**
   * How many values may be in it, those that wait and those in work (default: 131,072). It lies above
   * the mark at which sources pause; one more is an error, `MILLRACE_OVERFLOW`.
   */
  readonly limit?: number;
  /** Where the time is read and timers run, for `timeout`, `retry` and `breaker` (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/** The checked config of an asynchronous stage. */
export interface AsyncSettings<T> {
  readonly owner: string;
  readonly ordered: boolean;
  readonly onError: OnError<T>;
  readonly limit: number;
  readonly calls: CallSettings;
}

/** Checks how an asynchronous stage makes its calls. */
export function checkAsync<T>(owner: string, config: AsyncConfig<T>): AsyncSettings<T> {
  const { timeout, ordered = true, scheduler = asyncScheduler } = config;
  if (typeof ordered !== 'boolean') {
    throw new ArgumentTypeError(owner, 'ordered', 'true or false', show(ordered));
  }
  return {
    owner,
    ordered,
    onError: checkOnError<T>(owner, config.onError),
    limit: checkNumber(owner, 'limit', config.limit ?? 131_072, { min: 1 }),
    calls: {
      owner,
      concurrency: checkNumber(owner, 'concurrency', config.concurrency ?? 16, { min: 1 }),
      timeout: timeout === undefined ? Infinity : toMilliseconds(owner, 'timeout', timeout),
      retry: checkRetry(owner, config.retry),
      clock: schedulerClock(scheduler),
      breaker: checkBreaker(owner, config.breaker),
    },
  };
}
