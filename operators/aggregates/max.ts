import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ExtremeColumn } from './extremeColumn.ts';

/**
 * The largest number among the events.
 *
 * Result: exact. State: 8 bytes a row. Not removable: what comes next once the largest is gone
 * is not kept, so sliding windows merge slices.
 *
 * Errors: `MILLRACE_CALLBACK` for a value that is no finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, max, values } from 'millrace';
 *
 * fromArray([1, 2, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { max: max((at: number) => at) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.max)); // 2, 11
 * ```
 */
export function max<T>(of: (value: T) => number): Aggregate<T, number> {
  checkFunction('max', 'of', of);
  return { kind: 'max', removable: false, column: () => new ExtremeColumn('max', of, -1) };
}
