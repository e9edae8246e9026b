import { checkFunction } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { ChosenColumn } from './chosenColumn.ts';
import { checkItem } from './item.ts';
import type { Item } from './item.ts';

/**
 * The event with the smallest number or text.
 *
 * Result: the event itself; among equals the one with the smallest timestamp, then the one that
 * arrived first. Texts compare by code units; numbers come before texts. State: one event a row.
 * Not removable.
 *
 * Errors: `MILLRACE_CALLBACK` for what is neither a text nor a finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, minBy, values } from 'millrace';
 *
 * fromArray([{ at: 1, id: 'b' }, { at: 2, id: 'a' }])
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { chosen: minBy((event: { at: number; id: string }) => event.id) },
 *     }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.chosen)); // { at: 2, id: 'a' }
 * ```
 */
export function minBy<T>(of: (value: T) => Item): Aggregate<T, T> {
  checkFunction('minBy', 'of', of);
  const by = (value: T): Item => checkItem('minBy', of(value));
  const choice = { kind: 'minBy', by, direction: 1, ties: 1, of: (value: T) => value } as const;
  return { kind: 'minBy', removable: false, column: () => new ChosenColumn(choice) };
}
