import { toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';
import { EntryClock } from './entryClock.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * The watermark of bounded disorder: the largest timestamp so far - outOfOrderness - 1.
 *
 * `eventTime({ outOfOrderness })` is its short form. State: two numbers. Errors:
 * `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time.
 *
 * @example
 * ```ts
 * import { bounded, eventTime, fromArray } from 'millrace';
 *
 * fromArray([15_000, 12_000])
 *   .pipe(eventTime({ timestamp: (at) => at, watermark: bounded('10s') }))
 *   .subscribe(({ watermark }) => console.log(watermark)); // 4999, Infinity
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
