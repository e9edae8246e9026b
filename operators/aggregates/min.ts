import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ExtremeColumn } from './extremeColumn.ts';

/**
 * The smallest number among the events.
 *
 * Result: exact. State: 8 bytes a row. Not removable: what comes next once the smallest is gone
 * is not kept, so sliding windows merge slices.
 *
 * Errors: `MILLRACE_CALLBACK` for a value that is no finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, min, values } from 'millrace';
 *
 * fromArray([1, 2, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { min: min((at: number) => at) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.min)); // 1, 11
 * ```
 */
export function min<T>(of: (value: T) => number): Aggregate<T, number> {
  checkFunction('min', 'of', of);
  return { kind: 'min', removable: false, column: () => new ExtremeColumn('min', of, 1) };
}
