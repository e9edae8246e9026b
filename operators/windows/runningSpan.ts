import type { Chunk, Milliseconds } from '../kernel/index.ts';
import type { Grid } from './grid.ts';
import type { Key } from './pane.ts';
import type { RowOwners } from './rowOwners.ts';
import type { RowTable } from './rowTable.ts';
import { readSpan } from './readSpan.ts';
import type { Slice, Slices } from './slices.ts';
import type { Span, TakeRow } from './span.ts';

/**
 * One running total per key, for aggregates from which a part can be taken out exactly.
 *
 * State: a row per key of the window. Invariant: between firings the totals hold the slices from
 * `#left` up to `#right`. Each slice is added once and taken out once, so a firing costs two steps
 * per key and slice that enters or leaves, and one per key of the window, whatever size/every is.
 */
export class RunningSpan<T, K extends Key> implements Span<T, K> {
  readonly #grid: Grid;
  readonly #slices: Slices<K>;
  readonly #table: RowTable<T>;
  readonly #totals = new Map<K, number>();
  /** Undefined before the first snapshot. */
  #owners: RowOwners<K> | undefined;
  #right: Milliseconds = -Infinity;
  #left: Milliseconds = -Infinity;

  constructor(grid: Grid, slices: Slices<K>, table: RowTable<T>) {
    this.#grid = grid;
    this.#slices = slices;
    this.#table = table;
  }

  fire(end: Milliseconds, take: TakeRow<K>): void {
    this.leave(end - this.#grid.size);
    for (const slice of this.#slices.between(Math.max(this.#left, this.#right), end))
      this.#enter(slice);
    this.#right = end;
    // Here and below forEach, not for-of: an entry of a Map made for each row is a tenth of all garbage.
    this.#totals.forEach((row, key) => take(key, row));
    // Now, not at the next firing: the slices that leave may be closed and gone by then.
    this.leave(end - this.#grid.size + this.#grid.every);
  }

  leave(left: Milliseconds): void {
    for (const slice of this.#slices.between(this.#left, Math.min(left, this.#right)))
      this.#take(slice);
    this.#left = Math.max(this.#left, left);
  }

  holds(start: Milliseconds): boolean {
    return start >= this.#left && start < this.#right;
  }

  update(slice: Slice<K>, key: K, chunk: Chunk<T>, index: number): void {
    const total = this.#totals.get(key) ?? this.#open(key, slice.rows.get(key) as number);
    this.#table.addOne(total, chunk, index);
  }

  tell(owners: RowOwners<K>): void {
    this.#owners = owners;
    this.#totals.forEach((row, key) => owners.own(row, 'span', key));
  }

  snapshot(): unknown {
    return [this.#left, this.#right];
  }

  restore(saved: unknown, rows: readonly (readonly [key: K, row: number])[]): void {
    [this.#left, this.#right] = readSpan(saved);
    for (const [key, row] of rows) this.#totals.set(key, row);
  }

  #enter(slice: Slice<K>): void {
    slice.rows.forEach((part, key) => {
      this.#table.merge(this.#totals.get(key) ?? this.#open(key, part), part);
    });
  }

  #take(slice: Slice<K>): void {
    slice.rows.forEach((part, key) => {
      const total = this.#totals.get(key);
      if (total === undefined) return;
      this.#table.remove(total, part);
      if (this.#table.countOf(total) > 0) return;
      this.#totals.delete(key);
      this.#table.release(total);
      this.#owners?.disown(total);
    });
  }

  #open(key: K, part: number): number {
    const row = this.#table.allocate(this.#table.born(part));
    this.#totals.set(key, row);
    this.#owners?.own(row, 'span', key);
    return row;
  }
}
