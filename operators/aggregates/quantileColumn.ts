import type { AggregateColumn } from './aggregate.ts';
import { LogBuckets } from './logBuckets.ts';
import type { LogScale } from './logScale.ts';
import { notFinite } from './notFinite.ts';
import { readSavedNumbers, unreadable } from './readSaved.ts';

/** What a column of quantiles is made of. */
export interface QuantileSpec<T> {
  readonly q: number;
  of(value: T): number;
  readonly scale: LogScale;
  readonly maxBuckets: number;
}

/** Keeps `q * n` from reaching the next whole number by the rounding of the product alone. */
const SLACK = 1 - 2 ** -50;

/** Buckets by row, and the quantile read from them. */
export class QuantileColumn<T> implements AggregateColumn<T, number> {
  readonly #spec: QuantileSpec<T>;
  /** A row without buckets yet is undefined: most rows of a grown column are never used. */
  readonly #rows: (LogBuckets | undefined)[] = [];

  constructor(spec: QuantileSpec<T>) {
    this.#spec = spec;
  }

  grow(capacity: number): void {
    while (this.#rows.length < capacity) this.#rows.push(undefined);
  }

  clear(row: number): void {
    this.#rows[row]?.clear();
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    _: readonly number[],
    from: number,
    to: number,
  ): void {
    const { of, scale, maxBuckets } = this.#spec;
    for (let i = from; i < to; i += 1) {
      const value = of(values[i] as T);
      if (!Number.isFinite(value)) throw notFinite('quantile', value);
      this.#row(rows[i - from] as number).add(scale.key(value), 1, maxBuckets);
    }
  }

  merge(into: number, part: number): void {
    const other = this.#rows[part];
    if (other !== undefined) this.#row(into).merge(other, this.#spec.maxBuckets);
  }

  remove(from: number, part: number): void {
    const other = this.#rows[part];
    if (other !== undefined) this.#row(from).remove(other);
  }

  result(row: number): number {
    const buckets = this.#row(row);
    if (buckets.total === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(this.#spec.q * buckets.total * SLACK));
    return this.#spec.scale.value(buckets.keyAt(rank));
  }

  save(row: number): number[] {
    return [this.#spec.scale.accuracy, ...this.#row(row).save()];
  }

  load(row: number, saved: unknown): void {
    const [accuracy, ...buckets] = readSavedNumbers('quantile', saved);
    const expected = this.#spec.scale.accuracy;
    if (accuracy !== expected || buckets.length % 2 === 0) {
      throw unreadable('quantile', `buckets of accuracy ${expected}`, saved);
    }
    this.#row(row).load(buckets);
  }

  #row(row: number): LogBuckets {
    const known = this.#rows[row];
    if (known !== undefined) return known;
    const created = new LogBuckets();
    this.#rows[row] = created;
    return created;
  }
}
