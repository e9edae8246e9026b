import { growNumbers } from '../kernel/index.ts';
import type { Milliseconds, RowChanges } from '../kernel/index.ts';

/** What may be true of a row. */
export const JOINED = 1;
/** It is not kept any more. */
export const GONE = 2;
/** It waits to be freed or to leave. */
export const FILED = 4;
/** It waits among those that hold the watermark back. */
export const HOLDING = 8;

/** Where there is no row. */
export const NO_ROW = -1;

/** For so many rows, and so many lists, there is room at first. */
const FEWEST = 64;
/** A row's place is looked for among so many at the end of its list, and then from both ends. */
const NEAR = 64;
/** Of a row, in one place in memory: two numbers, then four small whole ones of half the size. */
const TIME = 0;
const ORDER = 1;
const NUMBERS = 4;
const LIST = 4;
const MARKS = 5;
const NEXT = 6;
const PREVIOUS = 7;
const LINKS = 8;
/** Where bounds differ from row to row. */
const LOWER = 0;
const STAY = 1;
const BOUNDS = 2;
/** Of a list. */
const FIRST = 0;
const LAST = 1;
const LOOSE = 2;
const ENDS = 3;

/** For how long a row has partners. */
export interface Reach {
  /** How far its earliest partner lies behind it, for a left row; the same as `stay` for a right one. */
  readonly lower: Milliseconds;
  /**
   * How far the watermark lies behind it at which no partner can come any more; for a left row its
   * latest partner.
   */
  readonly stay: Milliseconds;
}

/**
 * The rows of an interval join by number, in columns: no object per row for the collector to move and
 * no boxed times. A number is given again when its row is released. With many rows, what costs is how
 * much memory they take and how many places of it are looked at.
 *
 * Rows that are kept stand in lists, each in the order of their timestamps and where these are equal
 * of arrival. They are linked, so that a list takes no memory of its own and a row leaves it in one
 * step from wherever it is. A new row goes to the end; one that does not belong there is put in its
 * place when its list is looked at, which is never for many. Then it is looked for from the end; what a
 * row looks for begins near the one end or the other, and is looked for from both at once.
 */
export class RowTable<V> {
  readonly #values: (V | undefined)[] = [];
  #numbers: Float64Array = new Float64Array(FEWEST * NUMBERS);
  #links = new Int32Array(this.#numbers.buffer);
  readonly #reach: readonly [left: Reach, right: Reach] | undefined;
  #bounds: Float64Array = new Float64Array(0);
  /** By list: its first and its last row, and the first of those that are not in their place yet. */
  #ends: Int32Array = new Int32Array(FEWEST * ENDS).fill(NO_ROW);
  /** The first released row; each has the next one behind it. */
  #free = NO_ROW;
  #size = 0;
  #changes: RowChanges | undefined;

  /** @param reach of all rows of a side; undefined where it differs, and is set for each row */
  constructor(reach: readonly [left: Reach, right: Reach] | undefined) {
    this.#reach = reach;
  }

  /** How many rows are in lists. */
  get size(): number {
    return this.#size;
  }

  /** How many rows there are, released ones too: these are `GONE`. */
  get count(): number {
    return this.#values.length;
  }

  /** From now on a row is told before it is added, marked or released. */
  tell(changes: RowChanges): void {
    this.#changes = changes;
  }

  /**
   * A new row, in a list.
   *
   * @param list even for a left row
   * @param order how many rows of its side came before it
   */
  add(list: number, value: V, timestamp: Milliseconds, order: number): number {
    if (this.#free === NO_ROW) this.#grow();
    const row = this.#free;
    this.#changes?.touch(row);
    const link = row * LINKS;
    const links = this.#links;
    this.#free = links[link + NEXT] as number;
    links[link + LIST] = list;
    links[link + MARKS] = 0;
    this.#numbers[row * NUMBERS + TIME] = timestamp;
    this.#numbers[row * NUMBERS + ORDER] = order;
    this.#values[row] = value;
    this.#append(row, list, timestamp);
    this.#size += 1;
    return row;
  }

  /** Where the rows of a side have one reach in common, that stays. */
  setReach(row: number, { lower, stay }: Reach): void {
    if (this.#reach !== undefined) return;
    const end = (row + 1) * BOUNDS;
    if (end > this.#bounds.length) this.#bounds = growNumbers(this.#bounds, end * 2);
    this.#bounds[row * BOUNDS + LOWER] = lower;
    this.#bounds[row * BOUNDS + STAY] = stay;
  }

  /** Takes a row out of its list. @returns whether the list is empty now */
  remove(row: number): boolean {
    const links = this.#links;
    const list = links[row * LINKS + LIST] as number;
    const previous = links[row * LINKS + PREVIOUS] as number;
    const next = links[row * LINKS + NEXT] as number;
    if (previous === NO_ROW) this.#ends[list * ENDS + FIRST] = next;
    else links[previous * LINKS + NEXT] = next;
    if (next === NO_ROW) this.#ends[list * ENDS + LAST] = previous;
    else links[next * LINKS + PREVIOUS] = previous;
    if (this.#ends[list * ENDS + LOOSE] === row) this.#ends[list * ENDS + LOOSE] = next;
    this.#size -= 1;
    return previous === next;
  }

  /** Gives up a row that is in no list, once nothing waits for it any more. */
  release(row: number): void {
    const link = row * LINKS;
    if (((this.#links[link + MARKS] as number) & (FILED | HOLDING)) !== 0) return;
    this.#changes?.touch(row);
    this.#values[row] = undefined;
    this.#links[link + MARKS] = GONE;
    this.#links[link + NEXT] = this.#free;
    this.#free = row;
  }

  isEmpty(list: number): boolean {
    return (this.#ends[list * ENDS + FIRST] ?? NO_ROW) === NO_ROW;
  }

  /** The first row of a list; NO_ROW when it is empty. */
  firstOf(list: number): number {
    return this.firstFrom(list, -Infinity);
  }

  /** The first row of a list that is not before `time`; NO_ROW when there is none. */
  firstFrom(list: number, time: Milliseconds): number {
    if (this.isEmpty(list)) return NO_ROW;
    if (this.#ends[list * ENDS + LOOSE] !== NO_ROW) this.#order(list);
    return this.#search(list, time);
  }

  #search(list: number, time: Milliseconds): number {
    const numbers = this.#numbers;
    const links = this.#links;
    let front = this.#ends[list * ENDS + FIRST] as number;
    let back = this.#ends[list * ENDS + LAST] as number;
    while (front !== NO_ROW && (numbers[front * NUMBERS + TIME] as number) < time) {
      if ((numbers[back * NUMBERS + TIME] as number) < time) return this.nextOf(back);
      front = links[front * LINKS + NEXT] as number;
      back = links[back * LINKS + PREVIOUS] as number;
    }
    return front;
  }

  valueOf(row: number): V {
    return this.#values[row] as V;
  }

  /** The list that it is in, or can be inserted into. */
  listOf(row: number): number {
    return this.#links[row * LINKS + LIST] as number;
  }

  /** The one behind it in its list; NO_ROW behind the last one. */
  nextOf(row: number): number {
    return this.#links[row * LINKS + NEXT] as number;
  }

  timeOf(row: number): Milliseconds {
    return this.#numbers[row * NUMBERS + TIME] as number;
  }

  /** How many rows of its side came before it. */
  orderOf(row: number): number {
    return this.#numbers[row * NUMBERS + ORDER] as number;
  }

  isLeft(row: number): boolean {
    return ((this.#links[row * LINKS + LIST] as number) & 1) === 0;
  }

  lowerOf(row: number): Milliseconds {
    const reach = this.#reach?.[this.isLeft(row) ? 0 : 1];
    return reach === undefined ? (this.#bounds[row * BOUNDS + LOWER] as number) : reach.lower;
  }

  stayOf(row: number): Milliseconds {
    const reach = this.#reach?.[this.isLeft(row) ? 0 : 1];
    return reach === undefined ? (this.#bounds[row * BOUNDS + STAY] as number) : reach.stay;
  }

  /** The watermark at which the row is freed. */
  untilOf(row: number): Milliseconds {
    return this.timeOf(row) + this.stayOf(row);
  }

  is(row: number, mark: number): boolean {
    return ((this.#links[row * LINKS + MARKS] as number) & mark) !== 0;
  }

  mark(row: number, mark: number): void {
    this.#changes?.touch(row);
    this.#links[row * LINKS + MARKS] = (this.#links[row * LINKS + MARKS] as number) | mark;
  }

  unmark(row: number, mark: number): void {
    this.#links[row * LINKS + MARKS] = (this.#links[row * LINKS + MARKS] as number) & ~mark;
  }

  /** Links a row behind all of a list, be that its place or not. */
  #append(row: number, list: number, timestamp: Milliseconds): void {
    if (list * ENDS >= this.#ends.length) this.#ends = growEnds(this.#ends);
    const ends = this.#ends;
    const last = ends[list * ENDS + LAST] as number;
    const isLoose = last !== NO_ROW && this.timeOf(last) > timestamp;
    if (isLoose && ends[list * ENDS + LOOSE] === NO_ROW) ends[list * ENDS + LOOSE] = row;
    this.#link(row, list, last, NO_ROW);
  }

  /** Puts the rows of a list that were only appended into their places. */
  #order(list: number): void {
    const ends = this.#ends;
    let row = ends[list * ENDS + LOOSE] as number;
    const last = this.#links[row * LINKS + PREVIOUS] as number;
    ends[list * ENDS + LOOSE] = NO_ROW;
    ends[list * ENDS + LAST] = last;
    if (last === NO_ROW) ends[list * ENDS + FIRST] = NO_ROW;
    else this.#links[last * LINKS + NEXT] = NO_ROW;
    while (row !== NO_ROW) {
      const following = this.nextOf(row);
      const next = this.#behind(list, this.timeOf(row));
      const previous =
        next === NO_ROW ? ends[list * ENDS + LAST] : this.#links[next * LINKS + PREVIOUS];
      this.#link(row, list, previous as number, next);
      row = following;
    }
  }

  /** Links a row between two of a list. */
  #link(row: number, list: number, previous: number, next: number): void {
    const links = this.#links;
    links[row * LINKS + PREVIOUS] = previous;
    links[row * LINKS + NEXT] = next;
    if (previous === NO_ROW) this.#ends[list * ENDS + FIRST] = row;
    else links[previous * LINKS + NEXT] = row;
    if (next === NO_ROW) this.#ends[list * ENDS + LAST] = row;
    else links[next * LINKS + PREVIOUS] = row;
  }

  /** The first row of a list that is after `time`: looked for near the end first, where new rows come. */
  #behind(list: number, time: Milliseconds): number {
    let next = NO_ROW;
    let previous = this.#ends[list * ENDS + LAST] as number;
    for (let steps = 0; steps < NEAR; steps += 1) {
      if (previous === NO_ROW || this.timeOf(previous) <= time) return next;
      next = previous;
      previous = this.#links[previous * LINKS + PREVIOUS] as number;
    }
    return this.#search(list, time + 1);
  }

  /** Makes a row that was never given the one that is free. */
  #grow(): void {
    const row = this.#values.length;
    if (row * LINKS === this.#links.length) {
      this.#numbers = growNumbers(this.#numbers, row * 2 * NUMBERS);
      this.#links = new Int32Array(this.#numbers.buffer);
    }
    this.#links[row * LINKS + NEXT] = NO_ROW;
    this.#free = row;
  }
}

function growEnds(ends: Int32Array): Int32Array {
  const grown = new Int32Array(ends.length * 2).fill(NO_ROW, ends.length);
  grown.set(ends);
  return grown;
}
