import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** A row that is freed at some watermark. */
export interface Freed {
  readonly timestamp: Milliseconds;
  /** How far the watermark that frees it lies behind its timestamp. */
  readonly stay: Milliseconds;
  /** Whether it was freed before, for another reason. */
  readonly gone: boolean;
}

/** The watermark at which a row is freed. */
export function untilOf({ timestamp, stay }: Freed): Milliseconds {
  return timestamp + stay;
}

/** Of one bucket, in milliseconds: rows that are freed between two watermarks fill a few of them. */
const WIDTH = 64;

/**
 * Rows by the watermark that frees them, for rows that leave nothing behind, so that those which one
 * watermark frees may go in any order.
 *
 * Algorithm: rows wait in buckets of time without an order. A bucket that the watermark has passed is
 * emptied as it lies; only of the one that the watermark is in the rest goes into a heap.
 */
export class FreeList<Row extends Freed> {
  readonly #buckets = new Map<number, Row[]>();
  /** The numbers of the filled buckets. */
  readonly #order = new MinHeap<number>((a, b) => a - b);
  /** What is left of the last bucket that was opened, and of those before it. */
  readonly #rest = new MinHeap<Row>((a, b) => untilOf(a) - untilOf(b));
  #opened = -Infinity;

  /** No row is freed before this watermark; Infinity when there is none. */
  get next(): Milliseconds {
    const { first } = this.#rest;
    return first === undefined ? (this.#order.first ?? Infinity) * WIDTH : untilOf(first);
  }

  put(row: Row): void {
    const number = Math.floor(untilOf(row) / WIDTH);
    if (number <= this.#opened) this.#rest.push(row);
    else {
      const bucket = this.#buckets.get(number);
      if (bucket !== undefined) bucket.push(row);
      else {
        this.#buckets.set(number, [row]);
        this.#order.push(number);
      }
    }
  }

  /** Takes out the rows that a watermark frees, and gives those that are not gone already. */
  free(watermark: Milliseconds, give: (row: Row) => void): void {
    const rest = this.#rest;
    while (rest.first !== undefined && untilOf(rest.first) <= watermark) {
      const row = rest.pop() as Row;
      if (!row.gone) give(row);
    }
    for (let { first } = this.#order; first !== undefined; { first } = this.#order) {
      if (first * WIDTH > watermark) break;
      this.#open(watermark, give);
    }
  }

  /** The rows that are not gone. */
  rows(): Row[] {
    return [...this.#rest.items, ...[...this.#buckets.values()].flat()].filter(({ gone }) => !gone);
  }

  #open(watermark: Milliseconds, give: (row: Row) => void): void {
    const number = this.#order.pop() as number;
    const bucket = this.#buckets.get(number) as Row[];
    this.#buckets.delete(number);
    this.#opened = number;
    for (const row of bucket) {
      if (row.gone) continue;
      if (untilOf(row) <= watermark) give(row);
      else this.#rest.push(row);
    }
  }
}
