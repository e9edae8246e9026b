import { fromWireTime } from '../wire/index.ts';
import type { Item } from '../wire/index.ts';
import type { TableRow } from './feedEvent.ts';
import { toWindow } from './toEvent.ts';

/** An item as the row of a table. */
export function toRow({ k, d, et, win }: Item): TableRow<unknown> {
  const row = { key: k, data: d, eventTime: fromWireTime(et) };
  return win === undefined ? row : { ...row, window: toWindow(win) };
}
