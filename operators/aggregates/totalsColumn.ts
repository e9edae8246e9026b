import { growNumbers } from '../kernel/index.ts';
import type { AggregateColumn } from './aggregate.ts';
import { notFinite } from './notFinite.ts';
import { addNumber, addPair } from './pairs.ts';
import { readSavedNumbers } from './readSaved.ts';
import { saveNumbers } from './saveNumbers.ts';

/** Cells of a row, side by side because they are used together: count, high and low part of the sum. */
const CELLS = 3;
const SUM = 1;

/** Counts and compensated sums by row: all that `sum` and `mean` are made of but the result. */
export abstract class TotalsColumn<T> implements AggregateColumn<T, number> {
  /** The aggregate's name, for error texts. */
  protected readonly kind: string;
  readonly #of: (value: T) => number;
  #cells: Float64Array = new Float64Array(0);

  constructor(kind: string, of: (value: T) => number) {
    this.kind = kind;
    this.#of = of;
  }

  grow(capacity: number): void {
    this.#cells = growNumbers(this.#cells, capacity * CELLS);
  }

  clear(row: number): void {
    const at = row * CELLS;
    this.#cells[at] = 0;
    this.#cells[at + SUM] = 0;
    this.#cells[at + SUM + 1] = 0;
  }

  abstract result(row: number): number;

  add(
    rows: Int32Array,
    values: readonly T[],
    _: readonly number[],
    from: number,
    to: number,
  ): void {
    const cells = this.#cells;
    const of = this.#of;
    for (let i = from; i < to; i += 1) {
      const value = of(values[i] as T);
      if (!Number.isFinite(value)) throw notFinite(this.kind, value);
      const at = (rows[i - from] as number) * CELLS;
      cells[at] = (cells[at] as number) + 1;
      addNumber(cells, at + SUM, value);
    }
  }

  merge(into: number, part: number): void {
    this.#combine(into, part, 1);
  }

  remove(from: number, part: number): void {
    this.#combine(from, part, -1);
    if (this.count(from) === 0) this.clear(from);
  }

  protected count(row: number): number {
    return this.#cells[row * CELLS] as number;
  }

  protected sum(row: number): number {
    return this.#cells[row * CELLS + SUM] as number;
  }

  save(row: number): number[] {
    return saveNumbers(this.#cells, row * CELLS, CELLS);
  }

  load(row: number, saved: unknown): void {
    this.#cells.set(readSavedNumbers(this.kind, saved, CELLS), row * CELLS);
  }

  #combine(into: number, part: number, sign: 1 | -1): void {
    const cells = this.#cells;
    const source = part * CELLS;
    const target = into * CELLS;
    const high = cells[source + SUM] as number;
    const low = cells[source + SUM + 1] as number;
    cells[target] = (cells[target] as number) + sign * (cells[source] as number);
    addPair(cells, target + SUM, sign * high, sign * low);
  }
}
