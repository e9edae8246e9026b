import { growNumbers } from '../kernel/index.ts';
import type { AggregateColumn } from './aggregate.ts';
import { notFinite } from './notFinite.ts';
import { readSavedNumber } from './readSaved.ts';

/**
 * The smallest number by row of `sign * of(value)`: with the sign -1 that is the largest number. An
 * empty row holds Infinity, which every value is below.
 */
export class ExtremeColumn<T> implements AggregateColumn<T, number> {
  readonly #kind: string;
  readonly #of: (value: T) => number;
  readonly #sign: 1 | -1;
  #smallest: Float64Array = new Float64Array(0);

  constructor(kind: string, of: (value: T) => number, sign: 1 | -1) {
    this.#kind = kind;
    this.#of = of;
    this.#sign = sign;
  }

  grow(capacity: number): void {
    this.#smallest = growNumbers(this.#smallest, capacity, Infinity);
  }

  clear(row: number): void {
    this.#smallest[row] = Infinity;
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    _: readonly number[],
    from: number,
    to: number,
  ): void {
    const smallest = this.#smallest;
    const of = this.#of;
    const sign = this.#sign;
    for (let i = from; i < to; i += 1) {
      const value = of(values[i] as T);
      if (!Number.isFinite(value)) throw notFinite(this.#kind, value);
      const row = rows[i - from] as number;
      if (sign * value < (smallest[row] as number)) smallest[row] = sign * value;
    }
  }

  merge(into: number, part: number): void {
    const other = this.#smallest[part] as number;
    if (other < (this.#smallest[into] as number)) this.#smallest[into] = other;
  }

  result(row: number): number {
    return this.#sign * (this.#smallest[row] as number);
  }

  save(row: number): number | null {
    const result = this.result(row);
    return Number.isFinite(result) ? result : null;
  }

  load(row: number, saved: unknown): void {
    if (saved === null) this.clear(row);
    else this.#smallest[row] = this.#sign * readSavedNumber(this.#kind, saved);
  }
}
