import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { KeyRows, RowTable } from './rowTable.ts';

/** What a key without rows on a side has there: it is replaced, and not written to. */
const NO_ROWS: readonly number[] = [];

/** So many are moved faster one by one than by `splice`, which also lists what it takes out. */
const FEW = 64;

/** The kept rows of both sides of an interval join. A key without rows leaves nothing behind. */
export class RowsByKey<K extends Key> {
  readonly #table: RowTable<K, unknown>;
  readonly #keys = new Map<K, KeyRows<K>>();
  #size = 0;

  constructor(table: RowTable<K, unknown>) {
    this.#table = table;
  }

  get size(): number {
    return this.#size;
  }

  /** The rows of a key; those of one without rows are known from its first row on. */
  of(key: K): KeyRows<K> {
    return this.#keys.get(key) ?? { key, left: NO_ROWS, right: NO_ROWS };
  }

  /** @returns whether it is the first one of its key on its side */
  insert(row: number): boolean {
    const near = this.#table.nearOf(row);
    const { left, right } = near;
    if (left.length === 0 && right.length === 0) this.#keys.set(near.key, near);
    this.#size += 1;
    const rows = this.#table.isLeft(row) ? left : right;
    if (rows.length > 0) return this.#insertInto(rows as number[], row) === 0;
    // Room for one: most keys of many have no more, and an empty array that is pushed to takes 17.
    this.#put(near, row, [row]);
    return true;
  }

  remove(row: number): void {
    const near = this.#table.nearOf(row);
    const rows = (this.#table.isLeft(row) ? near.left : near.right) as number[];
    const position = rows.indexOf(row, this.#table.firstFrom(rows, this.#table.timeOf(row)));
    // Rows mostly leave in order: taking off the first is cheaper than closing a gap.
    if (position === 0) rows.shift();
    else rows.splice(position, 1);
    this.#size -= 1;
    this.#tidy(near);
  }

  /**
   * Takes out the rows of a row's key and side up to a time, and gives each of them.
   *
   * @returns the first one that is left
   */
  removeUpTo(time: Milliseconds, row: number, give: (row: number) => void): number | undefined {
    const near = this.#table.nearOf(row);
    const rows = (this.#table.isLeft(row) ? near.left : near.right) as number[];
    let count = 0;
    while (count < rows.length && this.#table.timeOf(rows[count] as number) <= time) count += 1;
    this.#size -= count;
    if (count === rows.length) this.#put(near, row, NO_ROWS);
    for (let i = 0; i < count; i += 1) give(rows[i] as number);
    if (count === rows.length) {
      this.#tidy(near);
      return undefined;
    }
    dropFirst(rows, count);
    return rows[0];
  }

  /** All left rows, then all right ones. */
  all(): number[] {
    const keys = [...this.#keys.values()];
    return [...keys.flatMap(({ left }) => left), ...keys.flatMap(({ right }) => right)];
  }

  #insertInto(rows: number[], row: number): number {
    const time = this.#table.timeOf(row);
    const { length } = rows;
    if (this.#table.timeOf(rows[length - 1] as number) <= time) {
      rows.push(row);
      return length;
    }
    const position = this.#table.firstFrom(rows, time + 1);
    rows.splice(position, 0, row);
    return position;
  }

  #put(near: KeyRows<K>, row: number, rows: readonly number[]): void {
    if (this.#table.isLeft(row)) near.left = rows;
    else near.right = rows;
  }

  /** Forgets a key that has no rows. */
  #tidy({ key, left, right }: KeyRows<K>): void {
    if (left.length === 0 && right.length === 0) this.#keys.delete(key);
  }
}

function dropFirst(rows: number[], count: number): void {
  if (rows.length > FEW) {
    if (count === 1) rows.shift();
    else rows.splice(0, count);
    return;
  }
  for (let i = count; i < rows.length; i += 1) rows[i - count] = rows[i] as number;
  // Setting the length would give up the room for those to come.
  for (let i = 0; i < count; i += 1) rows.pop();
}
