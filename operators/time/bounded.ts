import { toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';
import { EntryClock } from './entryClock.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * The watermark of bounded disorder: the largest timestamp so far - outOfOrderness - 1.
 *
 * `eventTime({ outOfOrderness })` is its short form. State: two numbers.
 *
 * @example
 * ```ts
 * import { bounded, eventTime } from 'millrace';
 *
 * const clock = eventTime<{ at: number }>({
 *   timestamp: (event) => event.at,
 *   watermark: bounded('10s'),
 * });
 * ```
 */
export function bounded(outOfOrderness: Duration): WatermarkStrategy<unknown> {
  const bound = toMilliseconds('bounded', 'outOfOrderness', outOfOrderness, {
    sign: 'notNegative',
  });
  return {
    kind: 'bounded',
    onTicks: false,
    idleAfter: Infinity,
    createClock: (owner) => new EntryClock(owner, bound),
  };
}
