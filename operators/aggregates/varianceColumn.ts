import { growNumbers } from '../kernel/index.ts';
import type { AggregateColumn } from './aggregate.ts';
import { notFinite, withinRange } from './notFinite.ts';
import { addPair, addProduct, productError, sumError } from './pairs.ts';
import { readSavedNumbers } from './readSaved.ts';
import { saveNumbers } from './saveNumbers.ts';

/** Cells of a row: count, origin, the sum of (value - origin) and of its square, each as a pair. */
const CELLS = 6;
const ORIGIN = 1;
const SUM = 2;
const SQUARES = 4;

/**
 * Sums of the powers of the deviation from an origin, which is the first value of the row. Against
 * the usual updating of mean and squared deviations (Welford, Chan) this can be taken out again
 * exactly; the origin and the pairs keep what cancels small. Parts with another origin are moved:
 * with d between the origins, sum' = sum + n·d and squares' = squares + 2·d·sum + n·d².
 */
export class VarianceColumn<T> implements AggregateColumn<T, number> {
  readonly #of: (value: T) => number;
  /** 1 where the result is for a sample, otherwise 0. */
  readonly #lost: 0 | 1;
  readonly #moved: Float64Array = new Float64Array(4);
  #cells: Float64Array = new Float64Array(0);

  constructor(of: (value: T) => number, lost: 0 | 1) {
    this.#of = of;
    this.#lost = lost;
  }

  grow(capacity: number): void {
    this.#cells = growNumbers(this.#cells, capacity * CELLS);
  }

  clear(row: number): void {
    const end = (row + 1) * CELLS;
    for (let at = row * CELLS; at < end; at += 1) this.#cells[at] = 0;
  }

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
      if (!Number.isFinite(value)) throw notFinite('variance', value);
      addDeviation(cells, (rows[i - from] as number) * CELLS, value);
    }
  }

  merge(into: number, part: number): void {
    const origin = this.#cells[part * CELLS + ORIGIN] as number;
    if (this.#count(into) === 0) this.#cells[into * CELLS + ORIGIN] = origin;
    this.#combine(into, part, 1);
  }

  remove(from: number, part: number): void {
    this.#combine(from, part, -1);
    if (this.#count(from) === 0) this.clear(from);
  }

  result(row: number): number {
    const cells = this.#cells;
    const at = row * CELLS;
    const n = cells[at] as number;
    if (n <= this.#lost) return 0;
    const sum = cells[at + SUM] as number;
    const rest = this.#moved;
    rest[0] = 0;
    rest[1] = 0;
    addProduct(rest, 0, n, cells[at + SQUARES] as number);
    addProduct(rest, 0, n, cells[at + SQUARES + 1] as number);
    addProduct(rest, 0, -sum, sum);
    addProduct(rest, 0, -2 * sum, cells[at + SUM + 1] as number);
    const result = withinRange('variance', (rest[0] as number) / (n * (n - this.#lost)));
    return Math.max(0, result);
  }

  save(row: number): number[] {
    return saveNumbers(this.#cells, row * CELLS, CELLS);
  }

  load(row: number, saved: unknown): void {
    this.#cells.set(readSavedNumbers('variance', saved, CELLS), row * CELLS);
  }

  #count(row: number): number {
    return this.#cells[row * CELLS] as number;
  }

  #combine(into: number, part: number, sign: 1 | -1): void {
    const cells = this.#cells;
    const moved = this.#moved;
    const target = into * CELLS;
    moveSums(cells, part * CELLS, cells[target + ORIGIN] as number, moved);
    cells[target] = (cells[target] as number) + sign * this.#count(part);
    addPair(cells, target + SUM, sign * (moved[0] as number), sign * (moved[1] as number));
    addPair(cells, target + SQUARES, sign * (moved[2] as number), sign * (moved[3] as number));
  }
}

function addDeviation(cells: Float64Array, at: number, value: number): void {
  if (cells[at] === 0) cells[at + ORIGIN] = value;
  const origin = cells[at + ORIGIN] as number;
  const high = value - origin;
  const low = sumError(value, -origin, high);
  const square = high * high;
  cells[at] = (cells[at] as number) + 1;
  addPair(cells, at + SUM, high, low);
  addPair(cells, at + SQUARES, square, productError(high, high, square) + 2 * high * low);
}

/** Writes the two sums of the row at `at`, as they are from another origin, to `moved`. */
function moveSums(cells: Float64Array, at: number, origin: number, moved: Float64Array): void {
  const n = cells[at] as number;
  const own = cells[at + ORIGIN] as number;
  const sum = cells[at + SUM] as number;
  const sumLow = cells[at + SUM + 1] as number;
  for (let cell = 0; cell < 4; cell += 1) moved[cell] = cells[at + SUM + cell] as number;
  if (own === origin) return;
  const high = own - origin;
  const low = sumError(own, -origin, high);
  addProduct(moved, 0, n, high);
  addProduct(moved, 0, n, low);
  addProduct(moved, 2, 2 * high, sum);
  addProduct(moved, 2, 2 * high, sumLow);
  addProduct(moved, 2, 2 * low, sum);
  const square = high * high;
  addProduct(moved, 2, n, square);
  addProduct(moved, 2, n, productError(high, high, square) + 2 * high * low);
}
