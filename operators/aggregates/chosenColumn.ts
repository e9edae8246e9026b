import { growNumbers } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { AggregateColumn } from './aggregate.ts';
import { compareItems } from './item.ts';
import type { Item } from './item.ts';
import { readSavedList, readSavedNumber, unreadable } from './readSaved.ts';

/** Which of the events of a row is chosen, and what is kept of it. */
export interface Choice<T, R> {
  readonly kind: string;
  /** What the events are compared by first. */
  by(value: T): Item;
  /** 1: the smallest is chosen, -1: the largest. */
  readonly direction: 1 | -1;
  /** Among equals, 1: the earliest timestamp, then the earliest arrival; -1: the latest of both. */
  readonly ties: 1 | -1;
  /** What is kept of the chosen event. */
  of(value: T): R;
}

/**
 * One chosen event by row. Each event gets a number by its arrival at the column, so that which one
 * is chosen does not depend on the order in which parts are merged.
 */
export class ChosenColumn<T, R> implements AggregateColumn<T, R> {
  readonly #choice: Choice<T, R>;
  /** Undefined in an empty row. */
  readonly #keys: (Item | undefined)[] = [];
  readonly #kept: (R | undefined)[] = [];
  #timestamps: Float64Array = new Float64Array(0);
  #arrivals: Float64Array = new Float64Array(0);
  #nextArrival = 0;

  constructor(choice: Choice<T, R>) {
    this.#choice = choice;
  }

  grow(capacity: number): void {
    while (this.#keys.length < capacity) {
      this.#keys.push(undefined);
      this.#kept.push(undefined);
    }
    this.#timestamps = growNumbers(this.#timestamps, capacity);
    this.#arrivals = growNumbers(this.#arrivals, capacity);
  }

  clear(row: number): void {
    this.#keys[row] = undefined;
    this.#kept[row] = undefined;
    this.#timestamps[row] = 0;
    this.#arrivals[row] = 0;
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    timestamps: readonly Milliseconds[],
    from: number,
    to: number,
  ): void {
    const choice = this.#choice;
    for (let i = from; i < to; i += 1) {
      const value = values[i] as T;
      const key = choice.by(value);
      const row = rows[i - from] as number;
      const timestamp = timestamps[i] as number;
      const arrival = this.#nextArrival;
      this.#nextArrival += 1;
      if (!this.#wins(row, key, timestamp, arrival)) continue;
      this.#set(row, key, timestamp, arrival, choice.of(value));
    }
  }

  merge(into: number, part: number): void {
    const key = this.#keys[part];
    if (key === undefined) return;
    const timestamp = this.#timestamps[part] as number;
    const arrival = this.#arrivals[part] as number;
    if (!this.#wins(into, key, timestamp, arrival)) return;
    this.#set(into, key, timestamp, arrival, this.#kept[part] as R);
  }

  result(row: number): R {
    return this.#kept[row] as R;
  }

  save(row: number): unknown {
    const key = this.#keys[row];
    if (key === undefined) return null;
    return [key, this.#timestamps[row], this.#arrivals[row], this.#kept[row]];
  }

  load(row: number, saved: unknown): void {
    if (saved === null) return this.clear(row);
    const { kind } = this.#choice;
    const [key, timestamp, arrival, kept] = readSavedList(kind, saved, 4);
    if (typeof key !== 'string' && typeof key !== 'number') {
      throw unreadable(kind, 'a text or a number', key);
    }
    const order = readSavedNumber(kind, arrival);
    this.#set(row, key, readSavedNumber(kind, timestamp), order, kept as R);
    this.#nextArrival = Math.max(this.#nextArrival, order + 1);
  }

  #wins(row: number, key: Item, timestamp: number, arrival: number): boolean {
    const own = this.#keys[row];
    if (own === undefined) return true;
    const { direction, ties } = this.#choice;
    const order = compareItems(key, own) * direction;
    if (order !== 0) return order < 0;
    const later = timestamp - (this.#timestamps[row] as number);
    if (later !== 0) return later * ties < 0;
    return (arrival - (this.#arrivals[row] as number)) * ties < 0;
  }

  #set(row: number, key: Item, timestamp: number, arrival: number, kept: R): void {
    this.#keys[row] = key;
    this.#timestamps[row] = timestamp;
    this.#arrivals[row] = arrival;
    this.#kept[row] = kept;
  }
}
