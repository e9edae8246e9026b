/**
 * What a change does to a table: a new row, a row taken out, or a row that takes the place of
 * another (`updateBefore` is the old one, `updateAfter` the new one; they follow each other).
 */
export type ChangeKind = 'insert' | 'updateBefore' | 'updateAfter' | 'delete';

/** One change of a table that is kept by a stream of changes. */
export interface Change<K, V> {
  readonly op: ChangeKind;
  readonly key: K;
  readonly value: V;
}

/** One change of a ranking. */
export interface RankChange<K, V> extends Change<K, V> {
  /** The place that changes, from 1; undefined in rankings without places (`withRank: false`). */
  readonly rank: number | undefined;
}
