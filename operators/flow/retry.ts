import {
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';
import { isNoAbort } from './isNoAbort.ts';
import { jitter } from './jitter.ts';

/** How often a call that failed is made again, and how long after. */
export interface RetryConfig {
  /** How many calls are made for a value at the most, the first one included; at least 1. */
  readonly attempts: number;
  /** The longest delay before the second call; twice as long before each further one. */
  readonly delay: Duration;
  /** The longest delay of all (default: 30 seconds, or `delay` where that is longer). */
  readonly maxDelay?: Duration;
  /**
   * `'full'` (default) waits a random part of each delay, so that what failed together is not tried
   * again together; `'none'` the whole of it.
   */
  readonly jitter?: 'full' | 'none';
  /**
   * Random numbers from 0 up to, without, 1, such as `Math.random` (default: numbers of its own, seeded
   * by the clock at the first failure).
   */
  readonly random?: () => number;
  /**
   * Which errors are worth another call (default: all but those of name `AbortError`). An error with
   * `retryAfter`, in milliseconds, is given at least that time, though no more than `maxDelay`.
   */
  readonly when?: (error: unknown) => boolean;
}

/** A checked retry. */
export interface Retry {
  readonly attempts: number;
  /** Whether an error is worth another call. */
  allows(error: unknown): boolean;
  /**
   * The time before the next call.
   *
   * @param failed how many calls have failed, at least 1
   */
  delayAfter(failed: number, error: unknown, now: Milliseconds): Milliseconds;
}

const NEVER: Retry = { attempts: 1, allows: () => false, delayAfter: () => 0 };

/** Checks how often a failed call is made again; without a config, never. */
export function checkRetry(owner: string, config: RetryConfig | undefined): Retry {
  if (config === undefined) return NEVER;
  checkConfig(`${owner}: retry`, config);
  const attempts = checkNumber(owner, 'retry.attempts', config.attempts, { min: 1 });
  const delay = toMilliseconds(owner, 'retry.delay', config.delay, { sign: 'notNegative' });
  const longest = toMilliseconds(
    owner,
    'retry.maxDelay',
    config.maxDelay ?? Math.max(30_000, delay),
  );
  const share = shareOf(owner, config);
  const { when = isNoAbort } = config;
  checkFunction(owner, 'retry.when', when);
  return {
    attempts,
    allows: when,
    delayAfter: (failed, error, now) => {
      const bound = Math.min(longest, delay * 2 ** (failed - 1));
      return Math.max(Math.round(bound * share(now)), Math.min(longest, wishOf(error)));
    },
  };
}

/** The part of a delay that is waited: random, or all of it. */
function shareOf(owner: string, config: RetryConfig): (now: Milliseconds) => number {
  const kind = checkWord(owner, 'retry.jitter', config.jitter ?? 'full', ['full', 'none']);
  let { random } = config;
  if (random !== undefined) checkFunction(owner, 'retry.random', random);
  if (kind === 'none') return () => 1;
  return (now) => {
    random ??= jitter(now);
    return random();
  };
}

/** How long the other side asks to be left alone. */
export function wishOf(error: unknown): Milliseconds {
  const wish = error instanceof Error && 'retryAfter' in error ? error.retryAfter : undefined;
  return typeof wish === 'number' && wish > 0 ? wish : 0;
}
