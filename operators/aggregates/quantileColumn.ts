import type { AggregateColumn } from './aggregate.ts';
import { LogBuckets } from './logBuckets.ts';
import type { LogScale } from './logScale.ts';
import { notFinite } from './notFinite.ts';
import { readSavedNumbers, unreadable } from './readSaved.ts';
import { SmallBuckets } from './smallBuckets.ts';

/** What a column of quantiles is made of. */
export interface QuantileSpec<T> {
  readonly q: number;
  of(value: T): number;
  readonly scale: LogScale;
  readonly maxBuckets: number;
}

/** Keeps `q * n` from reaching the next whole number by the rounding of the product alone. */
const SLACK = 1 - 2 ** -50;

/**
 * Buckets by row, and the quantile read from them. A row has its buckets in `#small` while they are
 * few, and in an object of its own from when they are more until it is empty again.
 */
export class QuantileColumn<T> implements AggregateColumn<T, number> {
  readonly #spec: QuantileSpec<T>;
  readonly #small: SmallBuckets = new SmallBuckets();
  /** Kept when a row is emptied, for its next use: most rows never need one. */
  readonly #large: (LogBuckets | undefined)[] = [];

  constructor(spec: QuantileSpec<T>) {
    this.#spec = spec;
  }

  grow(capacity: number): void {
    this.#small.grow(capacity);
    while (this.#large.length < capacity) this.#large.push(undefined);
  }

  clear(row: number): void {
    if (this.#small.isElsewhere(row)) this.#largeOf(row).clear();
    this.#small.clear(row);
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    _: readonly number[],
    from: number,
    to: number,
  ): void {
    const { of, scale } = this.#spec;
    for (let i = from; i < to; i += 1) {
      const value = of(values[i] as T);
      if (!Number.isFinite(value)) throw notFinite('quantile', value);
      this.#count(rows[i - from] as number, scale.key(value), 1);
    }
  }

  merge(into: number, part: number): void {
    const small = this.#small;
    if (small.isElsewhere(part)) {
      this.#enlarge(into).merge(this.#largeOf(part), this.#spec.maxBuckets);
      return;
    }
    const size = small.size(part);
    for (let i = 0; i < size; i += 1) this.#count(into, small.key(part, i), small.times(part, i));
  }

  remove(from: number, part: number): void {
    const small = this.#small;
    if (small.isElsewhere(part)) this.#enlarge(from).remove(this.#largeOf(part));
    else {
      const size = small.size(part);
      for (let i = 0; i < size; i += 1)
        this.#countOff(from, small.key(part, i), small.times(part, i));
    }
    if (this.#total(from) === 0) this.clear(from);
  }

  result(row: number): number {
    const total = this.#total(row);
    if (total === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(this.#spec.q * total * SLACK));
    const key = this.#small.isElsewhere(row)
      ? this.#largeOf(row).keyAt(rank)
      : this.#small.keyAt(row, rank);
    return this.#spec.scale.value(key);
  }

  save(row: number): number[] {
    const { accuracy } = this.#spec.scale;
    if (this.#small.isElsewhere(row)) return [accuracy, ...this.#largeOf(row).save()];
    return [accuracy, 0, ...this.#small.save(row)];
  }

  load(row: number, saved: unknown): void {
    const [accuracy, ...buckets] = readSavedNumbers('quantile', saved);
    const expected = this.#spec.scale.accuracy;
    if (accuracy !== expected || buckets.length % 2 === 0) {
      throw unreadable('quantile', `buckets of accuracy ${expected}`, saved);
    }
    const [floor, ...cells] = buckets;
    if (floor !== 0) this.#enlarge(row).load(buckets);
    else {
      for (let i = 0; i < cells.length; i += 2) {
        this.#count(row, cells[i] as number, cells[i + 1] as number);
      }
    }
  }

  #count(row: number, key: number, times: number): void {
    if (this.#small.count(row, key, times)) return;
    this.#enlarge(row).add(key, times, this.#spec.maxBuckets);
  }

  #countOff(row: number, key: number, times: number): void {
    if (!this.#small.count(row, key, -times)) this.#enlarge(row).takeOut(key, times);
  }

  #total(row: number): number {
    return this.#small.isElsewhere(row) ? this.#largeOf(row).total : this.#small.total(row);
  }

  /** The row's own object; its buckets are moved there if they were not. */
  #enlarge(row: number): LogBuckets {
    const large = this.#largeOf(row);
    const small = this.#small;
    if (small.isElsewhere(row)) return large;
    const size = small.size(row);
    for (let i = 0; i < size; i += 1) {
      large.add(small.key(row, i), small.times(row, i), this.#spec.maxBuckets);
    }
    small.leave(row);
    return large;
  }

  #largeOf(row: number): LogBuckets {
    const known = this.#large[row];
    if (known !== undefined) return known;
    const created = new LogBuckets();
    this.#large[row] = created;
    return created;
  }
}
