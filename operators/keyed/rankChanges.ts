import type { BoardRow } from './board.ts';
import type { RankChange } from './change.ts';

/** How the changes of a ranking are told. */
export interface RankChangesConfig {
  /** The first place that is told, from 1. */
  readonly from: number;
  readonly withRank: boolean;
  readonly updateBefore: boolean;
}

/** What a ranking was and is: its rows by place. */
export interface RankStep<K, T> {
  readonly key: K;
  readonly before: readonly BoardRow<T>[];
  readonly after: readonly BoardRow<T>[];
}

/** The changes from one state of a ranking to the next: place by place, or row by row without places. */
export function rankChanges<K, T>(
  step: RankStep<K, T>,
  config: RankChangesConfig,
): readonly RankChange<K, T>[] {
  const byRow = !config.withRank && config.from === 1;
  const changes = byRow ? changesByRow(step) : changesByPlace(step, config);
  return config.updateBefore ? changes : changes.filter(({ op }) => op !== 'updateBefore');
}

function changesByPlace<K, T>(
  { key, before, after }: RankStep<K, T>,
  { from, withRank }: RankChangesConfig,
): RankChange<K, T>[] {
  const changes: RankChange<K, T>[] = [];
  const places = Math.max(before.length, after.length);
  for (let place = from - 1; place < places; place += 1) {
    const rank = withRank ? place + 1 : undefined;
    changes.push(...replaced(before[place], after[place], key, rank));
  }
  return changes;
}

/** Without places a row is in the ranking or not: what leaves comes first. */
function changesByRow<K, T>({ key, before, after }: RankStep<K, T>): RankChange<K, T>[] {
  const successor = new Map(after.map((row) => [row.id ?? row, row]));
  const had = new Set(before.map((row) => row.id ?? row));
  const kept = before.flatMap((row) => replaced(row, successor.get(row.id ?? row), key, undefined));
  const added = after.filter((row) => !had.has(row.id ?? row));
  return [...kept, ...added.flatMap((row) => replaced(undefined, row, key, undefined))];
}

function replaced<K, T>(
  before: BoardRow<T> | undefined,
  after: BoardRow<T> | undefined,
  key: K,
  rank: number | undefined,
): RankChange<K, T>[] {
  if (before === after) return [];
  if (before === undefined) return after === undefined ? [] : [make('insert', after)];
  if (after === undefined) return [make('delete', before)];
  return [make('updateBefore', before), make('updateAfter', after)];

  function make(op: RankChange<K, T>['op'], row: BoardRow<T>): RankChange<K, T> {
    return { op, rank, key, value: row.value };
  }
}
