import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** Of one bucket, in milliseconds: rows that are freed between two watermarks fill a few of them. */
const WIDTH = 16;

/**
 * Numbered rows by the watermark that frees them, for rows that leave nothing behind, so that those
 * which one watermark frees may go in any order.
 *
 * Algorithm: rows wait in buckets of time without an order. A bucket that the watermark has passed is
 * emptied as it lies; only of the one that the watermark is in the rest goes into a heap.
 */
export class FreeList {
  readonly #untilOf: (row: number) => Milliseconds;
  readonly #buckets = new Map<number, number[]>();
  /** The numbers of the filled buckets. */
  readonly #order = new MinHeap<number>((a, b) => a - b);
  /** What is left of the last bucket that was opened, and of those before it. */
  readonly #rest: MinHeap<number>;
  #opened = -Infinity;
  #next: Milliseconds = Infinity;

  /** @param untilOf the watermark that frees a row; the same as long as the row waits */
  constructor(untilOf: (row: number) => Milliseconds) {
    this.#untilOf = untilOf;
    this.#rest = new MinHeap<number>((a, b) => untilOf(a) - untilOf(b));
  }

  /** No row is freed before this watermark; Infinity when there is none. */
  get next(): Milliseconds {
    return this.#next;
  }

  put(row: number): void {
    const until = this.#untilOf(row);
    const number = Math.floor(until / WIDTH);
    if (number <= this.#opened) this.#rest.push(row);
    else {
      const bucket = this.#buckets.get(number);
      if (bucket !== undefined) {
        bucket.push(row);
        return;
      }
      this.#buckets.set(number, [row]);
      this.#order.push(number);
    }
    this.#setNext();
  }

  /** Takes out the rows that a watermark frees, and gives them. */
  free(watermark: Milliseconds, give: (row: number) => void): void {
    const rest = this.#rest;
    for (let { first } = rest; first !== undefined; { first } = rest) {
      if (this.#untilOf(first) > watermark) break;
      rest.pop();
      give(first);
    }
    for (let { first } = this.#order; first !== undefined; { first } = this.#order) {
      if (first * WIDTH > watermark) break;
      this.#open(watermark, give);
    }
    this.#setNext();
  }

  /** The rows that wait. */
  rows(): number[] {
    return [...this.#rest.items, ...[...this.#buckets.values()].flat()];
  }

  #setNext(): void {
    const { first } = this.#rest;
    this.#next =
      first === undefined ? (this.#order.first ?? Infinity) * WIDTH : this.#untilOf(first);
  }

  #open(watermark: Milliseconds, give: (row: number) => void): void {
    const number = this.#order.pop() as number;
    const bucket = this.#buckets.get(number) as number[];
    this.#buckets.delete(number);
    this.#opened = number;
    for (const row of bucket) {
      if (this.#untilOf(row) <= watermark) give(row);
      else this.#rest.push(row);
    }
  }
}
