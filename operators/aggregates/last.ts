import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ChosenColumn } from './chosenColumn.ts';

/**
 * The last event by event time, or something of it.
 *
 * Result: what `of` gives for the event with the largest timestamp (default: the event itself); at
 * one timestamp, the latest arrival. State: one such value a row. Not removable.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, last, values } from 'millrace';
 *
 * fromArray([2, 1, 3, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 5 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { last: last() } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.last)); // 3, 11
 * ```
 */
export function last<T>(): Aggregate<T, NoInfer<T>>;
export function last<T, R>(of: (value: T) => R): Aggregate<T, R>;
export function last<T>(of?: (value: T) => unknown): Aggregate<T, unknown> {
  if (of !== undefined) checkFunction('last', 'of', of);
  const kept = of ?? ((value: T): T => value);
  const choice = { kind: 'last', by: () => 0, direction: 1, ties: -1, of: kept } as const;
  return { kind: 'last', removable: false, column: () => new ChosenColumn(choice) };
}
