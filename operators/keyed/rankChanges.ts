import type { Milliseconds, Output } from '../kernel/index.ts';
import type { BoardMove, BoardRow, Boards } from './boards.ts';
import type { RankChange } from './change.ts';

/** How the changes of a ranking are told. */
export interface RankChangesConfig {
  /** The first place that is told, from 1. */
  readonly from: number;
  readonly withRank: boolean;
  readonly updateBefore: boolean;
}

/** What moved on whose board, and when. */
interface Moved<K, T> {
  readonly key: K;
  readonly row: number;
  readonly boards: Boards<T>;
  readonly move: BoardMove<T>;
  readonly timestamp: Milliseconds;
}

/** Tells how the places that are shown change with a move: place by place, or row by row without places. */
export class RankChanges<K, T> {
  readonly #config: RankChangesConfig;
  readonly #output: Output<RankChange<K, T>>;
  readonly #byRow: boolean;

  constructor(config: RankChangesConfig, output: Output<RankChange<K, T>>) {
    this.#config = config;
    this.#output = output;
    this.#byRow = !config.withRank && config.from === 1;
  }

  tell(moved: Moved<K, T>): void {
    if (this.#byRow) this.#tellRows(moved);
    else this.#tellPlaces(moved);
  }

  /** Only the places between where a row left and where one came have other rows than before. */
  #tellPlaces({ key, row: ranking, boards, move, timestamp }: Moved<K, T>): void {
    const { from, withRank } = this.#config;
    const { left, old, place, row } = move;
    const last = Math.min(Math.max(left, place), boards.limitOf(ranking) - 1);
    const step = left < place ? -1 : 1;
    for (let at = Math.max(Math.min(left, place), from - 1); at <= last; at += 1) {
      const before = at === left ? old : boards.at(ranking, at + step);
      const after = at === place ? row : boards.at(ranking, at);
      this.#replace(before, after, { key, rank: withRank ? at + 1 : undefined, timestamp });
    }
  }

  /** Without places a row is in the ranking or not: what leaves comes first. */
  #tellRows({ key, row: ranking, boards, move, timestamp }: Moved<K, T>): void {
    const limit = boards.limitOf(ranking);
    const old = move.left < limit ? move.old : undefined;
    const row = move.place < limit ? move.row : undefined;
    // A row with an id takes the place of the one that had it.
    const isSame = old !== undefined && row !== undefined && row.id != null;
    // What moved over the limit because another row came or left.
    const pushedOut =
      old === undefined && row !== undefined ? boards.at(ranking, limit) : undefined;
    const pulledIn =
      old !== undefined && row === undefined ? boards.at(ranking, limit - 1) : undefined;
    const target = { key, rank: undefined, timestamp };
    if (isSame) {
      this.#replace(old, row, target);
      return;
    }
    this.#replace(old ?? pushedOut, undefined, target);
    this.#replace(undefined, row ?? pulledIn, target);
  }

  #replace(
    before: BoardRow<T> | undefined,
    after: BoardRow<T> | undefined,
    { key, rank, timestamp }: Target<K>,
  ): void {
    const output = this.#output;
    if (before === undefined) {
      if (after !== undefined)
        output.emit({ op: 'insert', rank, key, value: after.value }, timestamp);
    } else if (after === undefined) {
      output.emit({ op: 'delete', rank, key, value: before.value }, timestamp);
    } else {
      if (this.#config.updateBefore) {
        output.emit({ op: 'updateBefore', rank, key, value: before.value }, timestamp);
      }
      output.emit({ op: 'updateAfter', rank, key, value: after.value }, timestamp);
    }
  }
}

/** What a change is about. */
interface Target<K> {
  readonly key: K;
  readonly rank: number | undefined;
  readonly timestamp: Milliseconds;
}
