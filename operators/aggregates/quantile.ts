import { checkConfig, checkFunction, checkNumber } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { LogScale } from './logScale.ts';
import { QuantileColumn } from './quantileColumn.ts';

/** How exact `quantile` is, and how much memory it may use for that. */
export interface QuantileConfig {
  /** The largest relative error of a result, 0.0001 to 0.5 (default: 0.01, which is one percent). */
  readonly accuracy?: number;
  /** How many buckets a row has at the most, 16 to 65,536 (default: 2048). */
  readonly maxBuckets?: number;
}

/**
 * A quantile of a number of each event, within a relative error: `quantile(0.95, of)` is the
 * value that 95 % of the events do not exceed.
 *
 * Result: within `accuracy`, relative, of the exact quantile (of n values in order the one at rank
 * ⌈q·n⌉, at least the first), whatever their distribution; negative values too, and zero is exact.
 * Values nearer to zero than 1e-300 count as zero.
 *
 * Algorithm: DDSketch (Masson, Rim and Lee, VLDB 2019): counts in buckets of logarithmic width.
 * Removable: counts subtract exactly, and parts merge in any order.
 *
 * State: 16 bytes a bucket and row; a bucket exists where values are, 1 % needs 115 of them for
 * each factor of ten that is evenly filled. Where a row would need more than `maxBuckets` (the
 * default spans 17 factors of ten), those of the smallest magnitude are counted as one: quantiles
 * that fall among these read as the upper bound of their magnitude, all others stay within
 * `accuracy`, and removal stays exact in its counts. That ends when the values among them are gone.
 *
 * Errors: `MILLRACE_CALLBACK` for a value that is no finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, quantile, values } from 'millrace';
 *
 * fromArray([1, 2, 3, 4])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { median: quantile(0.5, (at: number) => at) },
 *     }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.median.toFixed(1))); // 2.0
 * ```
 */
export function quantile<T>(
  q: number,
  of: (value: T) => number,
  config: QuantileConfig = {},
): Aggregate<T, number> {
  checkNumber('quantile', 'q', q, { min: 0, max: 1, whole: false });
  checkFunction('quantile', 'of', of);
  checkConfig('quantile', config);
  const { accuracy = 0.01, maxBuckets = 2048 } = config;
  checkNumber('quantile', 'accuracy', accuracy, { min: 0.0001, max: 0.5, whole: false });
  checkNumber('quantile', 'maxBuckets', maxBuckets, { min: 16, max: 65_536 });
  const scale = new LogScale(accuracy);
  const column = (): QuantileColumn<T> => new QuantileColumn({ q, of, scale, maxBuckets });
  return { kind: 'quantile', removable: true, column };
}
