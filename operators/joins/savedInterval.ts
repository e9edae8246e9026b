import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { GONE, JOINED } from './rowTable.ts';
import type { RowTable } from './rowTable.ts';
import type { RowsByKey } from './rowsByKey.ts';
import type { Side } from './side.ts';
import type { TimedResult } from './timedResults.ts';

/** A row as a snapshot has it. */
export type SavedRow<K, V> = [
  [side: Side, key: K, value: V, timestamp: Milliseconds, order: number],
  [from: Milliseconds, to: Milliseconds, until: Milliseconds, joined: boolean],
];

/** The saved state of an interval join, but for the rows. */
export interface SavedInterval<Result> {
  readonly watermark: Milliseconds;
  readonly orders: readonly [left: number, right: number];
  readonly results: readonly TimedResult<Result>[];
}

/** What a snapshot is to have of a row; undefined for one that is not kept. */
export function saveRow<K extends Key, V>(
  rows: RowsByKey<K>,
  table: RowTable<V>,
  row: number,
): SavedRow<K, V> | undefined {
  if (table.is(row, GONE)) return undefined;
  const isLeft = table.isLeft(row);
  const timestamp = table.timeOf(row);
  const until = table.untilOf(row);
  const bounds = isLeft ? [timestamp + table.lowerOf(row), until] : [timestamp, timestamp];
  const [from, to] = bounds as [Milliseconds, Milliseconds];
  const side = isLeft ? 'left' : 'right';
  return [
    [side, rows.keyOf(row), table.valueOf(row), timestamp, table.orderOf(row)],
    [from, to, until, table.is(row, JOINED)],
  ];
}

/** Puts a saved row back into its list. */
export function loadRow<K extends Key, V>(
  rows: RowsByKey<K>,
  table: RowTable<V>,
  [[side, key, value, timestamp, order], [from, , until, joined]]: SavedRow<K, V>,
): number {
  const row = table.add(rows.listFor(key, side), value, timestamp, order);
  const stay = until - timestamp;
  table.setReach(row, { lower: side === 'left' ? from - timestamp : stay, stay });
  if (joined) table.mark(row, JOINED);
  return row;
}

/** Whether a saved state is one of an interval join. */
export function isSavedInterval<Result>(state: unknown): state is SavedInterval<Result> {
  if (typeof state !== 'object' || state === null) return false;
  return 'watermark' in state && 'orders' in state && 'results' in state;
}
