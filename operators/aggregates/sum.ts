import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { withinRange } from './notFinite.ts';
import { TotalsColumn } from './totalsColumn.ts';

/**
 * The sum of a number of each event.
 *
 * Result: exact for whole numbers, otherwise rounded once at the end: sums are kept with about 106
 * bits, so that a sliding window that adds and takes out for days does not drift. State: 24 bytes a
 * row. Removable.
 *
 * Errors: `MILLRACE_CALLBACK` for a value that is no finite number, and for a sum beyond 1.8e308.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, sum, values } from 'millrace';
 *
 * fromArray([1, 2, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { total: sum((at: number) => at) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.total)); // 3, 11
 * ```
 */
export function sum<T>(of: (value: T) => number): Aggregate<T, number> {
  checkFunction('sum', 'of', of);
  return { kind: 'sum', removable: true, column: () => new SumColumn('sum', of) };
}

class SumColumn<T> extends TotalsColumn<T> {
  override result(row: number): number {
    return withinRange(this.kind, this.sum(row));
  }
}
