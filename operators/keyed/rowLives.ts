import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** A life lies in so many buckets: few of the rows in one are sorted in vain. */
const BUCKETS = 2_048;

/** A row with the deadline that it was found to have. */
export interface Due {
  readonly row: number;
  readonly created: number;
  readonly deadline: Milliseconds;
}

/**
 * When rows are to be forgotten: taken out exactly to the millisecond in the order of the deadlines,
 * those with one deadline in the order in which they began.
 *
 * Algorithm: a timer wheel of buckets with lazy re-arming. A row stands in it once, under a time
 * that is no later than its deadline; a deadline that moves on costs nothing until its bucket is
 * opened. Then rows that live beyond the bucket are filed anew, and only the rest is put in order.
 *
 * State: numbers in columns, and one entry in a bucket, for each row that has begun.
 */
export class RowLives {
  readonly #width: Milliseconds;
  /** By row; Infinity for a row that has not begun. */
  readonly #deadlines: Milliseconds[] = [];
  /** By row; counts up. */
  readonly #created: number[] = [];
  readonly #buckets = new Map<number, number[]>();
  /** The numbers of the filled buckets. */
  readonly #order = new MinHeap<number>((a, b) => a - b);
  /** What is left of the open bucket. */
  readonly #due = new MinHeap<Due>(inOrder);
  #opened = -Infinity;
  #begun = 0;
  #next: Milliseconds = Infinity;

  /** @param span how far ahead deadlines lie */
  constructor(span: Milliseconds) {
    this.#width = Math.max(1, Math.floor(span / BUCKETS));
  }

  /** No deadline is earlier than this; Infinity when no row has begun. */
  get next(): Milliseconds {
    return this.#next;
  }

  /** When the row's life ends as far as is known; Infinity for one that has not begun. */
  deadlineOf(row: number): Milliseconds {
    return this.#deadlines[row] ?? Infinity;
  }

  /** Counts up with the lives that begin; 0 before a row has begun. */
  begunOf(row: number): number {
    return this.#created[row] ?? 0;
  }

  /** Begins the life of a row, or prolongs it: an earlier deadline than before changes nothing. */
  renew(row: number, deadline: Milliseconds): void {
    const known = this.deadlineOf(row);
    if (known === Infinity) this.#begin(row, deadline);
    else if (deadline > known) this.#deadlines[row] = deadline;
  }

  /** The row with the earliest deadline that is not after `time`, taken out; `end` is to follow. */
  take(time: Milliseconds): Due | undefined {
    while (this.#next <= time && this.#next < Infinity) {
      const due = this.#due.pop();
      if (due === undefined) this.#open();
      else if (this.#deadlines[due.row] !== due.deadline) this.#file(due.row);
      else {
        this.#setNext();
        return due;
      }
      this.#setNext();
    }
    return undefined;
  }

  /** The life of a row that was taken out is over: it has not begun again. */
  end(row: number): void {
    this.#deadlines[row] = Infinity;
  }

  #begin(row: number, deadline: Milliseconds): void {
    this.#deadlines[row] = deadline;
    this.#begun += 1;
    this.#created[row] = this.#begun;
    this.#file(row);
    this.#setNext();
  }

  #file(row: number): void {
    const deadline = this.#deadlines[row] as number;
    const bucket = Math.floor(deadline / this.#width);
    if (bucket <= this.#opened) {
      this.#due.push({ row, created: this.#created[row] as number, deadline });
      return;
    }
    const rows = this.#buckets.get(bucket);
    if (rows !== undefined) rows.push(row);
    else {
      this.#buckets.set(bucket, [row]);
      this.#order.push(bucket);
    }
  }

  #open(): void {
    const bucket = this.#order.pop() as number;
    const rows = this.#buckets.get(bucket) ?? [];
    this.#buckets.delete(bucket);
    this.#opened = bucket;
    for (const row of rows) this.#file(row);
  }

  #setNext(): void {
    const due = this.#due.first;
    this.#next = due === undefined ? (this.#order.first ?? Infinity) * this.#width : due.deadline;
  }
}

function inOrder(a: Due, b: Due): number {
  return a.deadline - b.deadline || a.created - b.created;
}
