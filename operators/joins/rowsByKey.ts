import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { rowsBeside } from './intervalRow.ts';
import type { IntervalRow, KeyRows } from './intervalRow.ts';
import type { Side } from './side.ts';
import { TimeRows } from './timeRows.ts';

/** The kept rows of both sides of an interval join. A key without rows leaves nothing behind. */
export class RowsByKey<K extends Key, V> {
  readonly #keys = new Map<K, KeyRows<K>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The rows of a key; those of one without rows are known from its first row on. */
  of(key: K): KeyRows<K> {
    return this.#keys.get(key) ?? { key, left: new TimeRows(), right: new TimeRows() };
  }

  insert(row: IntervalRow<K, V>): void {
    const { key, left, right } = row.near;
    if (left.size === 0 && right.size === 0) this.#keys.set(key, row.near);
    rowsBeside(row).insert(row);
    this.#size += 1;
  }

  remove(row: IntervalRow<K, V>): void {
    rowsBeside(row).remove(row);
    this.#size -= 1;
    this.#tidy(row.near);
  }

  /** Takes out the rows of a key on a side up to a time, and gives each of them. */
  removeUpTo(
    time: Milliseconds,
    near: KeyRows<K>,
    side: Side,
    give: (row: IntervalRow<K, unknown>) => void,
  ): void {
    const rows = side === 'left' ? near.left : near.right;
    const { size } = rows;
    rows.takeUpTo(time, give);
    this.#size -= size - rows.size;
    this.#tidy(near);
  }

  all(): IntervalRow<K, V>[] {
    const keys = [...this.#keys.values()];
    const all = [...keys.map(({ left }) => left), ...keys.map(({ right }) => right)];
    return all.flatMap((rows) => rows.between(-Infinity, Infinity)) as IntervalRow<K, V>[];
  }

  /** Forgets a key that has no rows. */
  #tidy({ key, left, right }: KeyRows<K>): void {
    if (left.size === 0 && right.size === 0) this.#keys.delete(key);
  }
}
