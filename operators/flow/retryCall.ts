import { checkConfig, checkFunction, toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';
import type { BreakerConfig } from './breakerConfig.ts';
import type { CallClock } from './callClock.ts';
import { CallFailure, CallPool } from './callPool.ts';
import { checkBreaker } from './circuitBreaker.ts';
import { checkRetry } from './retry.ts';
import type { RetryConfig } from './retry.ts';
import type { CircuitBreaker } from './sharedBreaker.ts';

/** How a single call is made. */
export interface RetryCallConfig {
  /** Whose call it is, for the texts of errors. */
  readonly owner: string;
  /** Where the time is read and timers run, such as a `Runtime`. */
  readonly clock: CallClock;
  /** How often the call is made again when it failed (default: never). */
  readonly retry?: RetryConfig | undefined;
  /** How long each attempt may take (default: as long as it likes). */
  readonly timeout?: Duration | undefined;
  /** Lets no calls through for a while after too many have failed (default: none). */
  readonly breaker?: CircuitBreaker | BreakerConfig | undefined;
  /** Gives the call up when it aborts: the attempt under way is told, no further one is made. */
  readonly signal?: AbortSignal | undefined;
}

/** Makes an attempt; its signal aborts when nobody waits for this one any more. */
export type Attempt<R> = (signal: AbortSignal) => R | PromiseLike<R>;

/**
 * Checks how calls are made, and returns what makes one: with a timeout for each attempt, back-off between
 * them, and past a circuit breaker.
 *
 * The promise rejects with what the last attempt failed with, `MILLRACE_TIMEOUT` where that had no answer
 * in time, or with the reason of `signal`; no timer is left behind then.
 *
 * @returns a function that makes a call and resolves to its answer
 * @throws `MILLRACE_ARGUMENT_TYPE`, `MILLRACE_ARGUMENT_RANGE` at call time
 *
 * @example
 * ```ts
 * import { retryCall, schedulerClock } from 'millrace';
 * import { asyncScheduler } from 'rxjs';
 *
 * const call = retryCall({
 *   owner: 'rates',
 *   clock: schedulerClock(asyncScheduler),
 *   retry: { attempts: 3, delay: '10ms' },
 *   timeout: '2s',
 * });
 *
 * let asked = 0;
 * const rate = await call(async () => {
 *   asked += 1;
 *   if (asked === 1) throw new Error('busy');
 *   return 11.62;
 * });
 * console.log(rate, asked); // 11.62 2
 * ```
 */
export function retryCall(config: RetryCallConfig): <R>(attempt: Attempt<R>) => Promise<R> {
  checkConfig('retryCall', config);
  const { owner, clock, timeout, signal } = config;
  const settings = {
    owner,
    concurrency: 1,
    timeout: timeout === undefined ? Infinity : toMilliseconds(owner, 'timeout', timeout),
    retry: checkRetry(owner, config.retry),
    clock,
    breaker: checkBreaker(owner, config.breaker),
  };
  return async (attempt) => {
    checkFunction(owner, 'attempt', attempt);
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const pool = new CallPool((_: undefined, { signal: own }) => attempt(own), settings);
      const giveUp = (): void => {
        pool.stop();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      pool.run(undefined, clock.now(), (outcome) => {
        signal?.removeEventListener('abort', giveUp);
        pool.stop();
        if (outcome instanceof CallFailure) reject(outcome.error as Error);
        else resolve(outcome);
      });
    });
  };
}
