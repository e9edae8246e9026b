import { ArgumentTypeError, checkConfig, checkFunction, show } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { VarianceColumn } from './varianceColumn.ts';

/** How `variance` divides. */
export interface VarianceConfig {
  /**
   * false (default): the variance of these events, divided by their count. true: the estimate of
   * the variance that they are a sample of, divided by the count less one; 0 for one event alone.
   */
  readonly sample?: boolean;
}

/**
 * The variance of a number of each event.
 *
 * Result: right to about 15 digits also where the values are large and close together: deviations
 * are measured from the first value of the row and their sums kept with about 106 bits, so that the
 * error is below 1e-30 of the square of the widest spread that the row has seen. State: 48 bytes a
 * row. Removable.
 *
 * Errors: `MILLRACE_CALLBACK` for a value that is no finite number, and for a spread beyond 1e150.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, values, variance } from 'millrace';
 *
 * fromArray([1, 3, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { spread: variance((at: number) => at) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.spread)); // 1, 0
 * ```
 */
export function variance<T>(
  of: (value: T) => number,
  config: VarianceConfig = {},
): Aggregate<T, number> {
  checkFunction('variance', 'of', of);
  checkConfig('variance', config);
  const { sample = false } = config;
  if (typeof sample !== 'boolean') {
    throw new ArgumentTypeError('variance', 'sample', 'true or false', show(sample));
  }
  const lost = sample ? 1 : 0;
  return { kind: 'variance', removable: true, column: () => new VarianceColumn(of, lost) };
}
