import { asyncScheduler, ReplaySubject, share } from 'rxjs';
import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { checkConfig, checkNumber, checkWord, toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';

/** What is kept for later subscribers, and for how long. */
export interface ShareCachedConfig {
  /** How many of the latest values are kept; required, at least 1. */
  readonly limit: number;
  /**
   * What happens when the last subscriber leaves; required. `'whileSubscribed'` unsubscribes from the
   * source and forgets the values; `'forever'` keeps both until the source ends, also when nobody will
   * ever subscribe again.
   */
  readonly keepAlive: 'whileSubscribed' | 'forever';
  /** How long a value is given to later subscribers (default: as long as it is among the latest). */
  readonly timeToLive?: Duration;
  /**
   * Whether a subscriber that comes after the source failed subscribes to it anew (default: true);
   * otherwise it gets the kept values and the error.
   */
  readonly resetOnError?: boolean;
  /**
   * Whether a subscriber that comes after the source completed subscribes to it anew (default: false);
   * otherwise it gets the kept values and the completion.
   */
  readonly resetOnComplete?: boolean;
  /** Where the time is read (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes to a source once for all its subscribers, and gives the latest values to those who come
 * later. An operator on ordinary Observables; on a stream the values are its chunks.
 *
 *     source   a---b---c----d--|        limit: 2
 *     first    a---b---c----d--|
 *     second             (bc)d--|
 *
 * - emits: to each subscriber first the kept values that are younger than `timeToLive`, then what comes
 * - state: at most `limit` values; values past their time are freed when the next value or subscriber
 *   comes. There is no timer
 * - completes: when the source completes
 * - errors: those of the source; `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: pass like all others
 *
 * It does what `shareReplay` of RxJS does with `bufferSize`, `windowTime` and `refCount`, but bound and
 * life time have to be chosen.
 *
 * @example
 * ```ts
 * import { shareCached } from 'millrace';
 * import { Subject } from 'rxjs';
 *
 * const source = new Subject<string>();
 * const shared = source.pipe(shareCached({ limit: 1, timeToLive: '10s', keepAlive: 'forever' }));
 * shared.subscribe();
 * source.next('a');
 * source.next('b');
 * shared.subscribe(console.log); // b
 * ```
 */
export function shareCached<T>(config: ShareCachedConfig): MonoTypeOperatorFunction<T> {
  checkConfig('shareCached', config);
  const { timeToLive, scheduler = asyncScheduler } = config;
  const limit = checkNumber('shareCached', 'limit', config.limit, { min: 1 });
  const words = ['whileSubscribed', 'forever'] as const;
  const keepAlive = checkWord('shareCached', 'keepAlive', config.keepAlive, words);
  const kept =
    timeToLive === undefined ? Infinity : toMilliseconds('shareCached', 'timeToLive', timeToLive);
  return share({
    connector: () => new ReplaySubject<T>(limit, kept, scheduler),
    resetOnRefCountZero: keepAlive === 'whileSubscribed',
    resetOnError: config.resetOnError ?? true,
    resetOnComplete: config.resetOnComplete ?? false,
  });
}
