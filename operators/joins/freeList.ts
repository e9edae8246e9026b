import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** Of one bucket, in milliseconds: rows that are freed between two watermarks fill a few of them. */
const WIDTH = 16;
/** So many bits tell how far into its bucket a row is freed. */
const BITS = 4;

/**
 * Numbered rows by the watermark that frees them, for rows that leave nothing behind, so that those
 * which one watermark frees may go in any order.
 *
 * Algorithm: rows wait in buckets of time without an order. A bucket that the watermark has passed is
 * emptied as it lies; the one that the watermark is in is looked through, so each row of it at most
 * once for each of its few milliseconds. A row stands there with the one that frees it, both in one
 * small whole number: the row itself may be far away in memory.
 */
export class FreeList {
  /** By how many widths they begin behind the origin: small whole numbers are found faster. */
  readonly #buckets = new Map<number, number[]>();
  /** The numbers of the buckets. */
  readonly #order = new MinHeap<number>((a, b) => a - b);
  /** The bucket of the last row that was put in: mostly the next one belongs there too. */
  #last: number[] = [];
  #lastNumber = Number.NaN;
  /** The time of the first row. */
  #origin: Milliseconds = -Infinity;
  #next: Milliseconds = Infinity;

  /** No row is freed before this watermark; Infinity when there is none. */
  get next(): Milliseconds {
    return this.#next;
  }

  /** @param until the watermark that frees it, a whole number */
  put(row: number, until: Milliseconds): void {
    if (this.#origin === -Infinity) this.#origin = until;
    const distance = until - this.#origin;
    const number = Math.floor(distance / WIDTH);
    if (number !== this.#lastNumber) this.#turnTo(number);
    this.#last.push((row << BITS) + (distance - number * WIDTH));
    if (until < this.#next) this.#next = until;
  }

  /** Takes out the rows that a watermark frees, and gives them. */
  free(watermark: Milliseconds, give: (row: number) => void): void {
    this.#next = Infinity;
    for (let { first } = this.#order; first !== undefined; { first } = this.#order) {
      const start = this.#origin + first * WIDTH;
      if (start > watermark) this.#next = start;
      else if (start + WIDTH > watermark) this.#thin(first, watermark, give);
      else this.#empty(first, give);
      if (this.#next < Infinity) return;
    }
  }

  /** The rows that wait. */
  rows(): number[] {
    return [...this.#buckets.values()].flat().map((entry) => entry >>> BITS);
  }

  #turnTo(number: number): void {
    const found = this.#buckets.get(number);
    this.#last = found ?? [];
    this.#lastNumber = number;
    if (found !== undefined) return;
    this.#buckets.set(number, this.#last);
    this.#order.push(number);
  }

  #empty(number: number, give: (row: number) => void): void {
    const bucket = this.#buckets.get(number) as number[];
    for (let i = 0; i < bucket.length; i += 1) give((bucket[i] as number) >>> BITS);
    this.#drop(number);
  }

  /** Frees the rows of the first bucket that are due, and gives the bucket up where none is left. */
  #thin(number: number, watermark: Milliseconds, give: (row: number) => void): void {
    const bucket = this.#buckets.get(number) as number[];
    const start = this.#origin + number * WIDTH;
    const due = watermark - start;
    let first = WIDTH;
    let left = 0;
    for (const entry of bucket) {
      const place = entry & (WIDTH - 1);
      if (place <= due) give(entry >>> BITS);
      else {
        bucket[left] = entry;
        left += 1;
        if (place < first) first = place;
      }
    }
    bucket.length = left;
    if (left === 0) this.#drop(number);
    else this.#next = start + first;
  }

  #drop(number: number): void {
    this.#order.pop();
    this.#buckets.delete(number);
    if (number === this.#lastNumber) this.#lastNumber = Number.NaN;
  }
}
