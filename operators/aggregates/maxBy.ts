import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ChosenColumn } from './chosenColumn.ts';
import { checkItem } from './item.ts';
import type { Item } from './item.ts';

/**
 * The event with the largest number or text.
 *
 * Result: the event itself; among equals the one with the smallest timestamp, then the one that
 * arrived first. Texts compare by code units; numbers come before texts. State: one event a row.
 * Not removable.
 *
 * Errors: `MILLRACE_CALLBACK` for what is neither a text nor a finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, maxBy, values } from 'millrace';
 *
 * fromArray([{ at: 1, id: 'b' }, { at: 2, id: 'a' }])
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { chosen: maxBy((event: { at: number; id: string }) => event.id) },
 *     }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.chosen)); // { at: 1, id: 'b' }
 * ```
 */
export function maxBy<T>(of: (value: T) => Item): Aggregate<T, T> {
  checkFunction('maxBy', 'of', of);
  const by = (value: T): Item => checkItem('maxBy', of(value));
  const choice = { kind: 'maxBy', by, direction: -1, ties: 1, of: (value: T) => value } as const;
  return { kind: 'maxBy', removable: false, column: () => new ChosenColumn(choice) };
}
