import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ChosenColumn } from './chosenColumn.ts';

/**
 * The first event by event time, or something of it.
 *
 * Result: what `of` gives for the event with the smallest timestamp (default: the event itself); at
 * one timestamp, the earliest arrival. State: one such value a row. Not removable.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, first, values } from 'millrace';
 *
 * fromArray([2, 1, 3, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 5 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { first: first() } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.first)); // 1, 11
 * ```
 */
export function first<T>(): Aggregate<T, NoInfer<T>>;
export function first<T, R>(of: (value: T) => R): Aggregate<T, R>;
export function first<T>(of?: (value: T) => unknown): Aggregate<T, unknown> {
  if (of !== undefined) checkFunction('first', 'of', of);
  const kept = of ?? ((value: T): T => value);
  const choice = { kind: 'first', by: () => 0, direction: 1, ties: 1, of: kept } as const;
  return { kind: 'first', removable: false, column: () => new ChosenColumn(choice) };
}
