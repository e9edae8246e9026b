import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { IntervalRow } from './intervalRow.ts';
import { TimeRows } from './timeRows.ts';

/** The kept rows of one side of an interval join. A key without rows leaves nothing behind. */
export class RowsByKey<K extends Key, V> {
  readonly #keys = new Map<K, TimeRows<IntervalRow<K, V>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  insert(row: IntervalRow<K, V>): void {
    let rows = this.#keys.get(row.key);
    if (rows === undefined) {
      rows = new TimeRows();
      this.#keys.set(row.key, rows);
    }
    rows.insert(row);
    this.#size += 1;
  }

  remove(row: IntervalRow<K, V>): void {
    const rows = this.#keys.get(row.key) as TimeRows<IntervalRow<K, V>>;
    rows.remove(row);
    this.#size -= 1;
    if (rows.size === 0) this.#keys.delete(row.key);
  }

  between(key: K, low: Milliseconds, high: Milliseconds): IntervalRow<K, V>[] {
    return this.#keys.get(key)?.between(low, high) ?? [];
  }

  all(): IntervalRow<K, V>[] {
    return [...this.#keys.values()].flatMap((rows) => rows.between(-Infinity, Infinity));
  }
}
