import { KeyRows } from '../keyed/index.ts';
import type { Key } from '../windows/index.ts';
import { NO_ROW } from './rowTable.ts';
import type { RowTable } from './rowTable.ts';
import type { Side } from './side.ts';

/** The lists of the rows of each key: two, one of either side. A key without rows leaves nothing behind. */
export class RowsByKey<K extends Key> {
  readonly #table: RowTable<unknown>;
  readonly #keys = new KeyRows<K>();

  constructor(table: RowTable<unknown>) {
    this.#table = table;
  }

  /** The list of a key and side for a new row, which is to be put there, or else `tidy` to be called. */
  listFor(key: K, side: Side): number {
    const found = this.#keys.find(key);
    const number = found < 0 ? this.#keys.add(key) : found;
    return side === 'left' ? number * 2 : number * 2 + 1;
  }

  /** The list of the same key on the other side. */
  otherOf(list: number): number {
    return list ^ 1;
  }

  keyOf(row: number): K {
    return this.#keys.keyOf(this.#table.listOf(row) >> 1);
  }

  /** Forgets the key of a list that has no rows on either side. */
  tidy(list: number): void {
    if (!this.#table.isEmpty(list) || !this.#table.isEmpty(this.otherOf(list))) return;
    const key = list >> 1;
    this.#keys.forget(key);
    this.#keys.release(key);
  }

  /** All left rows, then all right ones; those of a list in its order. */
  all(): number[] {
    const lefts = this.#keys.rows().map((key) => key * 2);
    const lists = [...lefts, ...lefts.map((list) => this.otherOf(list))];
    return lists.flatMap((list) => [...this.#rowsOf(list)]);
  }

  *#rowsOf(list: number): Generator<number> {
    for (let row = this.#table.firstOf(list); row !== NO_ROW; row = this.#table.nextOf(row)) {
      yield row;
    }
  }
}
