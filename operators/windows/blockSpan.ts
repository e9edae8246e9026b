import type { Milliseconds } from '../kernel/index.ts';
import { startAtOrBefore } from './grid.ts';
import type { Grid } from './grid.ts';
import type { Key } from './pane.ts';
import { readSpan } from './readSpan.ts';
import type { RowTable } from './rowTable.ts';
import type { Slice, Slices } from './slices.ts';
import type { Span, TakeRow } from './span.ts';

/** What a key's window holds of the older block: one row for each slice that the window may begin with. */
interface Suffixes {
  /** The starts of the slices that hold the key, the earliest last, so that leaving is a pop. */
  readonly starts: Milliseconds[];
  /** For each of them, everything from that slice to the end of the block. */
  readonly rows: number[];
}

/**
 * Windows of aggregates from which nothing can be taken out (minimum, sets, lists).
 *
 * Time is cut into blocks of the window's size, so a window is the last part of one block and the
 * first part of the next. For the older block each key keeps its suffixes, for the newer one row
 * grows slice by slice; a window's result is one merge of the two (the algorithm of van Herk and of
 * Gil and Werman, 1992-93, here per key over slices). Amortised three merges per key and slice,
 * whatever size/every is.
 *
 * State: one row per key and slice of a window, none when the next window has nothing of the last.
 * Invariants: `#older` holds the slices from `#left` up
 * to `#middle`, `#newer` those from `#middle` up to `#right`; both are functions of the slices alone.
 */
export class BlockSpan<T, K extends Key> implements Span<T, K> {
  readonly #grid: Grid;
  readonly #slices: Slices<K>;
  readonly #table: RowTable<T>;
  readonly #older = new Map<K, Suffixes>();
  readonly #newer = new Map<K, number>();
  #middle: Milliseconds = -Infinity;
  #right: Milliseconds = -Infinity;
  #left: Milliseconds = -Infinity;

  constructor(grid: Grid, slices: Slices<K>, table: RowTable<T>) {
    this.#grid = grid;
    this.#slices = slices;
    this.#table = table;
  }

  fire(end: Milliseconds, take: TakeRow<K>): void {
    const left = end - this.#grid.size;
    if (left > this.#middle) this.#turn(left, end);
    else {
      this.leave(left);
      this.#extend(Math.max(this.#middle, this.#right), end);
    }
    this.#right = end;
    for (const [key, { rows }] of this.#older) this.#give(key, rows.at(-1) as number, take);
    for (const [key, row] of this.#newer) if (!this.#older.has(key)) take(key, row);
    // Now, not at the next firing: the slices that leave may be closed and gone by then.
    const next = left + this.#grid.every;
    if (next > this.#middle) this.#clear();
    else this.leave(next);
  }

  leave(left: Milliseconds): void {
    if (left <= this.#left) return;
    this.#left = left;
    for (const [key, { starts, rows }] of this.#older) {
      while ((starts.at(-1) ?? Infinity) < left) {
        starts.pop();
        this.#table.release(rows.pop() as number);
      }
      if (starts.length === 0) this.#older.delete(key);
    }
  }

  holds(start: Milliseconds): boolean {
    return start >= this.#left && start < this.#right;
  }

  update(slice: Slice<K>, key: K): void {
    if (slice.start >= this.#middle) {
      this.#forgetNewer(key);
      for (const part of this.#slices.between(Math.max(this.#left, this.#middle), this.#right)) {
        this.#addNewer(key, part);
      }
      return;
    }
    this.#forgetOlder(key);
    const block = this.#slices.between(this.#left, Math.min(this.#middle, this.#right));
    for (let i = block.length - 1; i >= 0; i -= 1) this.#addOlder(key, block[i] as Slice<K>);
  }

  tell(): void {
    // Its rows follow from the slices.
  }

  snapshot(): unknown {
    // The order of the keys.
    return [
      this.#left,
      this.#right,
      this.#middle,
      [...this.#older.keys()],
      [...this.#newer.keys()],
    ];
  }

  restore(saved: unknown): void {
    const [left, right, middle, older, newer] = readSpan(saved);
    this.#left = left;
    this.#right = right;
    this.#middle = middle as number;
    const block = this.#slices.between(left, Math.min(this.#middle, right));
    for (const key of older as K[]) {
      for (let i = block.length - 1; i >= 0; i -= 1) this.#addOlder(key, block[i] as Slice<K>);
    }
    for (const key of newer as K[]) {
      const from = Math.max(left, this.#middle);
      for (const slice of this.#slices.between(from, right)) this.#addNewer(key, slice);
    }
  }

  #extend(from: Milliseconds, to: Milliseconds): void {
    for (const slice of this.#slices.between(from, to)) {
      for (const key of slice.rows.keys()) this.#addNewer(key, slice);
    }
  }

  /** The window has left its older block: the block that it begins in now becomes the older one. */
  #turn(left: Milliseconds, end: Milliseconds): void {
    this.#clear();
    this.#left = left;
    const { size } = this.#grid;
    const block = startAtOrBefore({ ...this.#grid, every: size }, left);
    this.#middle = block === left ? block : block + size;
    const older = this.#slices.between(left, Math.min(this.#middle, end));
    for (let i = older.length - 1; i >= 0; i -= 1) {
      const slice = older[i] as Slice<K>;
      for (const key of slice.rows.keys()) this.#addOlder(key, slice);
    }
    this.#extend(this.#middle, end);
  }

  /** One slice more at the front of a key's older part. */
  #addOlder(key: K, slice: Slice<K>): void {
    const part = slice.rows.get(key);
    if (part === undefined) return;
    let suffixes = this.#older.get(key);
    if (suffixes === undefined) this.#older.set(key, (suffixes = { starts: [], rows: [] }));
    const row = this.#table.allocate(this.#table.born(part));
    // The earlier slice first: results that depend on order get it in order of time.
    this.#table.merge(row, part);
    const rest = suffixes.rows.at(-1);
    if (rest !== undefined) this.#table.merge(row, rest);
    suffixes.starts.push(slice.start);
    suffixes.rows.push(row);
  }

  #addNewer(key: K, slice: Slice<K>): void {
    const part = slice.rows.get(key);
    if (part === undefined) return;
    let row = this.#newer.get(key);
    if (row === undefined)
      this.#newer.set(key, (row = this.#table.allocate(this.#table.born(part))));
    this.#table.merge(row, part);
  }

  #give(key: K, older: number, take: TakeRow<K>): void {
    const newer = this.#newer.get(key);
    if (newer === undefined) {
      take(key, older);
      return;
    }
    const whole = this.#table.allocate(this.#table.born(older));
    this.#table.merge(whole, older);
    this.#table.merge(whole, newer);
    take(key, whole);
    this.#table.release(whole);
  }

  /** Nothing is held: the next window begins in another block. */
  #clear(): void {
    for (const key of [...this.#older.keys()]) this.#forgetOlder(key);
    for (const key of [...this.#newer.keys()]) this.#forgetNewer(key);
    this.#right = -Infinity;
  }

  #forgetOlder(key: K): void {
    for (const row of this.#older.get(key)?.rows ?? []) this.#table.release(row);
    this.#older.delete(key);
  }

  #forgetNewer(key: K): void {
    const row = this.#newer.get(key);
    if (row !== undefined) this.#table.release(row);
    this.#newer.delete(key);
  }
}
