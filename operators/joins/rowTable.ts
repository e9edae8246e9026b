import { growNumbers } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Side } from './side.ts';

/** The kept rows of one key on both sides, each in the order of their timestamps. */
export interface KeyRows<K extends Key> {
  readonly key: K;
  left: readonly number[];
  right: readonly number[];
}

/** What may be true of a row. */
export const JOINED = 1;
/** It is not kept any more. */
export const GONE = 2;
/** It waits to be freed or to leave. */
export const FILED = 4;
/** It waits among those that hold the watermark back. */
export const HOLDING = 8;
const LEFT = 16;

const FEWEST_ROWS = 64;
/** Numbers of a row, which lie together so that a row is one place in memory to look at. */
const TIME = 0;
const ORDER = 1;
const LOWER = 2;
const STAY = 3;
const NUMBERS = 4;

/**
 * The rows of an interval join by number, in columns: no object per row for the collector to move and
 * no boxed times. A number is given again when its row is released.
 */
export class RowTable<K extends Key, V> {
  readonly #values: (V | undefined)[] = [];
  readonly #nears: (KeyRows<K> | undefined)[] = [];
  #numbers: Float64Array = new Float64Array(FEWEST_ROWS * NUMBERS);
  readonly #marks: number[] = [];
  readonly #free: number[] = [];

  add(side: Side, near: KeyRows<K>, value: V): number {
    const row = this.#free.pop() ?? this.#values.length;
    const start = row * NUMBERS;
    if (start === this.#numbers.length) this.#numbers = growNumbers(this.#numbers, start * 2);
    this.#values[row] = value;
    this.#nears[row] = near;
    this.#marks[row] = side === 'left' ? LEFT : 0;
    return row;
  }

  /** @param order how many rows of its side came before it */
  setTime(row: number, timestamp: Milliseconds, order: number): void {
    const start = row * NUMBERS;
    this.#numbers[start + TIME] = timestamp;
    this.#numbers[start + ORDER] = order;
  }

  /**
   * @param lower how far its earliest partner lies behind it, for a left row; the same as `stay` for a
   *   right one
   * @param stay how far the watermark lies behind it at which no partner can come any more; for a left
   *   row its latest partner
   */
  setBounds(row: number, lower: Milliseconds, stay: Milliseconds): void {
    const start = row * NUMBERS;
    this.#numbers[start + LOWER] = lower;
    this.#numbers[start + STAY] = stay;
  }

  /** Gives up a row that is not kept, once nothing waits for it any more. */
  release(row: number): void {
    if (((this.#marks[row] as number) & (FILED | HOLDING)) !== 0) return;
    this.#values[row] = undefined;
    this.#nears[row] = undefined;
    this.#free.push(row);
  }

  valueOf(row: number): V {
    return this.#values[row] as V;
  }

  nearOf(row: number): KeyRows<K> {
    return this.#nears[row] as KeyRows<K>;
  }

  isLeft(row: number): boolean {
    return this.is(row, LEFT);
  }

  timeOf(row: number): Milliseconds {
    return this.#numbers[row * NUMBERS + TIME] as number;
  }

  /** How many rows of its side came before it. */
  orderOf(row: number): number {
    return this.#numbers[row * NUMBERS + ORDER] as number;
  }

  lowerOf(row: number): Milliseconds {
    return this.#numbers[row * NUMBERS + LOWER] as number;
  }

  stayOf(row: number): Milliseconds {
    return this.#numbers[row * NUMBERS + STAY] as number;
  }

  /** The watermark at which the row is freed. */
  untilOf(row: number): Milliseconds {
    return this.timeOf(row) + this.stayOf(row);
  }

  is(row: number, mark: number): boolean {
    return ((this.#marks[row] as number) & mark) !== 0;
  }

  mark(row: number, mark: number): void {
    this.#marks[row] = (this.#marks[row] as number) | mark;
  }

  unmark(row: number, mark: number): void {
    this.#marks[row] = (this.#marks[row] as number) & ~mark;
  }

  /** The position of the first of some rows that is not before `time`. */
  firstFrom(rows: readonly number[], time: Milliseconds): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeOf(rows[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
