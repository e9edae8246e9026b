import { checkConfig, checkFunction, checkNumber, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';

/** A longer timer overflows in the engines that run this, and goes off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** How often a call that failed is made again, and how long after. */
export interface RetryConfig {
  /** How many calls are made for a value at the most, the first one included; at least 1. */
  readonly attempts: number;
  /** How long after the first failure the second call is made; twice as long after each further one. */
  readonly delay: Duration;
  /** The longest time between two calls (default: 30 seconds, or `delay` where that is longer). */
  readonly maxDelay?: Duration;
  /**
   * Random numbers from 0 up to, without, 1, such as `Math.random`: each delay is multiplied by one, so
   * that what failed together is not tried again together. Default: the full delay.
   */
  readonly random?: () => number;
}

/** A checked retry: how many attempts there are, and the time before one. */
export interface Retry {
  readonly attempts: number;
  /** @param failed how many attempts have failed, at least 1 */
  delayAfter(failed: number): Milliseconds;
}

/** Checks how often a failed call is made again; without a config, never. */
export function checkRetry(owner: string, config: RetryConfig | undefined): Retry {
  if (config === undefined) return { attempts: 1, delayAfter: () => 0 };
  checkConfig(`${owner}: retry`, config);
  const { random = () => 1 } = config;
  const attempts = checkNumber(owner, 'retry.attempts', config.attempts, { min: 1 });
  const delay = toMilliseconds(owner, 'retry.delay', config.delay, { sign: 'notNegative' });
  const maxDelay = toMilliseconds(
    owner,
    'retry.maxDelay',
    config.maxDelay ?? Math.max(30_000, delay),
  );
  checkFunction(owner, 'retry.random', random);
  const longest = Math.min(maxDelay, LONGEST_DELAY);
  return {
    attempts,
    delayAfter: (failed) => Math.round(Math.min(longest, delay * 2 ** (failed - 1)) * random()),
  };
}
