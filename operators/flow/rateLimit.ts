import { asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import {
  checkConfig,
  checkNumber,
  checkWord,
  connect,
  describeOperator,
  OperatorStream,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Chunk, Duration, StreamOperator } from '../kernel/index.ts';
import { RateLimitRunner } from './rateLimitRunner.ts';
import type { RateLimitSettings } from './rateLimitRunner.ts';

/** How fast values may leave. */
export interface RateLimitConfig {
  /** How many values may leave in each `per`, a whole number of at least 1. */
  readonly rate: number;
  /** The time that `rate` is for (default: 1 second). For less than one a second, make it longer. */
  readonly per?: Duration;
  /**
   * How many values may leave at once after a pause (default: as many as the rate gives in one
   * millisecond, at least 1).
   */
  readonly burst?: number;
  /** How many values may wait; required, at least 1. */
  readonly limit: number;
  /**
   * What happens to values over `limit`: `'error'` fails the stream, `'dropOldest'` and `'dropNewest'`
   * drop and count them. Required.
   */
  readonly overflow: 'error' | 'dropOldest' | 'dropNewest';
  /** Where the time is read and the timer runs (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
  /** The name under which the state is saved in a snapshot (default: `rateLimit`). */
  readonly name?: string;
}

/**
 * Lets values leave no faster than a rate, and makes the others wait.
 *
 *     in    (abcd)---------|        rate: 1 per 3 ms, burst: 2
 *     out   (ab)c--d-|
 *
 * - emits: each value as soon as the rate allows it, in order; in any time t no more than
 *   `rate × t / per + burst` values leave (a token bucket). Watermarks, barriers and idle marks wait behind
 *   the values that came before them
 * - state: the values that wait, bounded by `limit` and told to the source's pressure handle, and the
 *   level of the bucket. Nothing waits when a barrier leaves, so a snapshot holds the level alone
 * - completes: when the source has completed and all values have left
 * - errors: those of the source at once, what waits is dropped; `MILLRACE_OVERFLOW` when more than `limit`
 *   values wait and `overflow` is `'error'`; `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: none becomes late here
 *
 * The time is always the scheduler's, also in a replay: what is paced here really leaves.
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, rateLimit, values } from 'millrace';
 *
 * fromArray([1, 2, 3])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     rateLimit({ rate: 100, per: '1s', limit: 1_000, overflow: 'error' }),
 *     values(),
 *   )
 *   // Each 10 ms after the one before it.
 *   .subscribe(console.log); // 1, 2, 3
 * ```
 */
export function rateLimit<T>(config: RateLimitConfig): StreamOperator<T, T> {
  const settings = checkRateLimit(config);
  const stateName = config.name ?? 'rateLimit';
  return (source) => {
    const running = new Set<RateLimitRunner<T>>();
    const info = describeOperator({
      kind: 'rateLimit',
      inputs: [source as Observable<unknown>],
      stateName,
      stateSize: () => [...running].reduce((sum, { held }) => sum + held, 0),
      held: () => [...running].reduce((sum, { held }) => sum + held, 0),
    });
    return new OperatorStream<T>(info, (destination) => {
      const runner = new RateLimitRunner<T>(settings, info, destination);
      running.add(runner);
      destination.add(() => {
        running.delete(runner);
        runner.stop();
      });
      connect<Chunk<T>, Chunk<T>>(source, destination, {
        next: (chunk) => runner.next(chunk),
        complete: () => runner.complete(),
      });
    });
  };
}

function checkRateLimit(config: RateLimitConfig): RateLimitSettings {
  checkConfig('rateLimit', config);
  const { burst, scheduler = asyncScheduler } = config;
  const rate = checkNumber('rateLimit', 'rate', config.rate, { min: 1 });
  const per = toMilliseconds('rateLimit', 'per', config.per ?? '1s');
  const perMillisecond = Math.max(1, Math.ceil(rate / per));
  return {
    rate,
    per,
    burst: checkNumber('rateLimit', 'burst', burst ?? perMillisecond, { min: 1 }),
    limit: checkNumber('rateLimit', 'limit', config.limit, { min: 1 }),
    overflow: checkWord('rateLimit', 'overflow', config.overflow, [
      'error',
      'dropOldest',
      'dropNewest',
    ]),
    scheduler,
  };
}
