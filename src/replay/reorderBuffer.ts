import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';

/** How far from its sort time a row may be delivered, both inclusive, in milliseconds. */
export interface ReorderBounds {
  readonly earliest: Milliseconds;
  readonly latest: Milliseconds;
}

/** Where rows go when their turn has come. */
export type Deliver<T> = (row: T, delivery: Milliseconds) => void;

interface Bucket<T> {
  rows: T[];
  deliveries: number[];
  /** Whether the rows came in the order of their delivery. */
  sorted: boolean;
}

/** Live buckets; a power of two, so that a place in the ring is a mask away. */
const RING = 256;

/** Pending rows in one bucket, and the widest bounds: keys stay exact up to their product. */
const LARGEST_BUCKET = 2 ** 20;

/** How far apart `earliest` and `latest` may lie: 34 years. */
export const WIDEST_BOUNDS: Milliseconds = 2 ** 40;

/**
 * Brings rows that are sorted by one time into the order of another that lies within bounds of it.
 *
 * Rows wait in a ring of buckets, each a span of delivery times. When the sort time has come so far
 * that no further row can fall into a bucket, its rows are sorted by numbers that hold delivery and
 * position (one native sort, no comparator) and go out; rows of one instant keep their order.
 *
 * Invariant: pending deliveries lie from `#first` buckets on within the bounds' span, so they fit into
 * the ring. Cost: O(1) a row and its share of the sort. State: the rows within the span, and a
 * 250th of it.
 */
export class ReorderBuffer<T> {
  readonly #bounds: ReorderBounds;
  readonly #deliver: Deliver<T>;
  readonly #width: Milliseconds;
  readonly #ring: Bucket<T>[];
  /** The number of the first bucket that has not gone out: its span starts at `#first * #width`. */
  #first = -Infinity;
  /** When the sort time has come here, the first bucket can go out. */
  #ready = -Infinity;
  #along = -Infinity;
  #seen = 0;
  #pending = 0;
  /** Room for the keys of a bucket, used again. */
  #keys: Float64Array = new Float64Array(RING);

  constructor(bounds: ReorderBounds, deliver: Deliver<T>) {
    this.#bounds = bounds;
    this.#deliver = deliver;
    this.#width = Math.max(Math.ceil((bounds.latest - bounds.earliest) / (RING - 2)), 1);
    this.#ring = Array.from({ length: RING }, emptyBucket<T>);
  }

  /** How many rows wait. */
  get pending(): number {
    return this.#pending;
  }

  /** How many rows came. */
  get seen(): number {
    return this.#seen;
  }

  /** No row so far is delivered later than this. */
  get horizon(): Milliseconds {
    return this.#along + this.#bounds.latest;
  }

  /** @throws StreamError `MILLRACE_REORDER_BOUND`, `MILLRACE_TIMESTAMP` */
  add(row: T, along: Milliseconds, delivery: Milliseconds): void {
    this.#seen += 1;
    this.#check(along, delivery);
    if (along > this.#along) this.#goTo(along);
    const number = Math.floor(delivery / this.#width);
    const bucket = this.#ring[number & (RING - 1)] as Bucket<T>;
    const { rows, deliveries } = bucket;
    if (rows.length >= LARGEST_BUCKET) this.#failFull();
    if (rows.length > 0 && delivery < (deliveries[rows.length - 1] as number))
      bucket.sorted = false;
    rows.push(row);
    deliveries.push(delivery);
    this.#pending += 1;
  }

  /** No more rows: delivers all that wait. */
  end(): void {
    while (this.#pending > 0) this.#release();
  }

  /**
   * The rest of the rows is lost: delivers those that none of it could come before, and forgets the
   * others. Only a part of the first bucket can be due.
   */
  breakOff(): void {
    const due = this.#along + this.#bounds.earliest;
    const place = this.#first & (RING - 1);
    const { rows, deliveries, sorted } = this.#ring[place] as Bucket<T>;
    const isDue = (_: unknown, i: number): boolean => (deliveries[i] as number) <= due;
    for (let i = 0; i < RING; i += 1) this.#ring[i] = emptyBucket();
    this.#ring[place] = { rows: rows.filter(isDue), deliveries: deliveries.filter(isDue), sorted };
    this.#release();
    this.#pending = 0;
  }

  #goTo(along: Milliseconds): void {
    this.#along = along;
    if (along < this.#ready) return;
    // The next row can still be delivered at this very instant, so its bucket stays.
    const first = Math.floor((along + this.#bounds.earliest) / this.#width);
    while (this.#pending > 0 && this.#first < first) this.#release();
    this.#first = first;
    this.#ready = (first + 1) * this.#width - this.#bounds.earliest;
  }

  #release(): void {
    const place = this.#first & (RING - 1);
    const bucket = this.#ring[place] as Bucket<T>;
    this.#first += 1;
    if (bucket.rows.length === 0) return;
    this.#ring[place] = emptyBucket();
    this.#pending -= bucket.rows.length;
    const { rows, deliveries, sorted } = bucket;
    if (!sorted) return this.#deliverSorted(bucket);
    for (let i = 0; i < rows.length; i += 1) this.#deliver(rows[i] as T, deliveries[i] as number);
  }

  #deliverSorted({ rows, deliveries }: Bucket<T>): void {
    const start = (this.#first - 1) * this.#width;
    const count = rows.length;
    // A power of two: multiplying and dividing by it is exact, and cheaper than a remainder.
    const step = 2 ** (32 - Math.clz32(count - 1));
    const keys = this.#keysFor(count);
    for (let i = 0; i < count; i += 1) keys[i] = ((deliveries[i] as number) - start) * step + i;
    keys.sort();
    for (let i = 0; i < count; i += 1) {
      const key = keys[i] as number;
      const position = key - Math.floor(key / step) * step;
      this.#deliver(rows[position] as T, deliveries[position] as number);
    }
  }

  #keysFor(count: number): Float64Array {
    if (this.#keys.length < count) this.#keys = new Float64Array(count * 2);
    return this.#keys.subarray(0, count);
  }

  #check(along: Milliseconds, delivery: Milliseconds): void {
    if (!Number.isSafeInteger(along)) this.#failTime('along', along);
    if (!Number.isSafeInteger(delivery)) this.#failTime('by', delivery);
    const { earliest, latest } = this.#bounds;
    if (along < this.#along) this.#failBack(along);
    const difference = delivery - along;
    if (difference < earliest || difference > latest) this.#failBounds(along, delivery);
  }

  #failTime(field: string, time: unknown): never {
    const text = `reorder: row ${this.#seen}: ${field} gave ${String(time)}`;
    throw new StreamError(
      'MILLRACE_TIMESTAMP',
      `${text}; expected whole milliseconds since the epoch`,
    );
  }

  #failBack(along: Milliseconds): never {
    const text = `reorder: row ${this.#seen}: along went back from ${this.#along} to ${along}`;
    const fix = 'give along the time by which the rows are sorted';
    throw new StreamError('MILLRACE_REORDER_BOUND', `${text}; ${fix}`);
  }

  #failBounds(along: Milliseconds, delivery: Milliseconds): never {
    const { earliest, latest } = this.#bounds;
    const difference = delivery - along;
    const text = `reorder: row ${this.#seen}: by gave ${delivery}, ${difference} ms from along (${along})`;
    const side = difference < earliest ? 'lower earliest' : 'raise latest';
    const fix = `expected from ${earliest} to ${latest} ms; ${side}`;
    throw new StreamError('MILLRACE_REORDER_BOUND', `${text}; ${fix}`);
  }

  #failFull(): never {
    const text = `reorder: row ${this.#seen}: more than ${LARGEST_BUCKET} rows wait within ${this.#width} ms`;
    throw new StreamError('MILLRACE_REORDER_BOUND', `${text}; narrow earliest and latest`);
  }
}

function emptyBucket<T>(): Bucket<T> {
  return { rows: [], deliveries: [], sorted: true };
}
