import { checkFunction, growNumbers } from '../kernel/index.ts';
import type { Aggregate, AggregateColumn } from './aggregate.ts';
import { readSavedNumbers } from './readSaved.ts';
import { saveNumbers } from './saveNumbers.ts';

/** Cells of a row: how many events there are, and for how many of them the predicate holds. */
const CELLS = 2;

/**
 * The share of the events for which a predicate holds.
 *
 * Result: 0 (none) to 1 (all), from exact counts. State: 16 bytes a row. Removable.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, share, values } from 'millrace';
 *
 * fromArray([1, 2, 3, 5, 14])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { odd: share((at: number) => at % 2 === 1) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.odd)); // 0.75, 0
 * ```
 */
export function share<T>(predicate: (value: T) => boolean): Aggregate<T, number> {
  checkFunction('share', 'predicate', predicate);
  return { kind: 'share', removable: true, column: () => new ShareColumn(predicate) };
}

class ShareColumn<T> implements AggregateColumn<T, number> {
  readonly #predicate: (value: T) => boolean;
  #cells: Float64Array = new Float64Array(0);

  constructor(predicate: (value: T) => boolean) {
    this.#predicate = predicate;
  }

  grow(capacity: number): void {
    this.#cells = growNumbers(this.#cells, capacity * CELLS);
  }

  clear(row: number): void {
    this.#cells[row * CELLS] = 0;
    this.#cells[row * CELLS + 1] = 0;
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    _: readonly number[],
    from: number,
    to: number,
  ): void {
    const cells = this.#cells;
    const predicate = this.#predicate;
    for (let i = from; i < to; i += 1) {
      const at = (rows[i - from] as number) * CELLS;
      cells[at] = (cells[at] as number) + 1;
      if (predicate(values[i] as T)) cells[at + 1] = (cells[at + 1] as number) + 1;
    }
  }

  merge(into: number, part: number): void {
    this.#combine(into, part, 1);
  }

  remove(from: number, part: number): void {
    this.#combine(from, part, -1);
  }

  result(row: number): number {
    return (this.#cells[row * CELLS + 1] as number) / (this.#cells[row * CELLS] as number);
  }

  save(row: number): number[] {
    return saveNumbers(this.#cells, row * CELLS, CELLS);
  }

  load(row: number, saved: unknown): void {
    this.#cells.set(readSavedNumbers('share', saved, CELLS), row * CELLS);
  }

  #combine(into: number, part: number, sign: 1 | -1): void {
    const cells = this.#cells;
    for (let cell = 0; cell < CELLS; cell += 1) {
      const change = sign * (cells[part * CELLS + cell] as number);
      cells[into * CELLS + cell] = (cells[into * CELLS + cell] as number) + change;
    }
  }
}
