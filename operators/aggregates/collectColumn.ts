import { StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { AggregateColumn } from './aggregate.ts';
import { readSavedList, readSavedNumber } from './readSaved.ts';

/** What a column of lists is made of. */
export interface CollectSpec<T, R> {
  readonly limit: number;
  readonly overflow: 'error' | 'keepFirst' | 'keepLast';
  of(value: T): R;
}

interface Kept<R> {
  readonly timestamp: Milliseconds;
  /** The number of the event by its arrival at the column. */
  readonly arrival: number;
  readonly value: R;
}

/**
 * Lists by row, sorted by timestamp and arrival. Beyond the limit a list is cut when it has grown
 * to twice the limit: cutting at each event would move the whole list each time.
 */
export class CollectColumn<T, R> implements AggregateColumn<T, readonly R[]> {
  readonly #spec: CollectSpec<T, R>;
  /** An empty row is undefined. */
  readonly #rows: (Kept<R>[] | undefined)[] = [];
  #nextArrival = 0;

  constructor(spec: CollectSpec<T, R>) {
    this.#spec = spec;
  }

  grow(capacity: number): void {
    while (this.#rows.length < capacity) this.#rows.push(undefined);
  }

  clear(row: number): void {
    this.#rows[row] = undefined;
  }

  add(
    rows: Int32Array,
    values: readonly T[],
    timestamps: readonly Milliseconds[],
    from: number,
    to: number,
  ): void {
    const { of } = this.#spec;
    for (let i = from; i < to; i += 1) {
      const row = rows[i - from] as number;
      const arrival = this.#nextArrival;
      this.#nextArrival += 1;
      const value = of(values[i] as T);
      const list = this.#rows[row] ?? [];
      insert(list, { timestamp: timestamps[i] as number, arrival, value });
      this.#keep(row, list);
    }
  }

  merge(into: number, part: number): void {
    const added = this.#rows[part];
    if (added === undefined) return;
    this.#keep(into, mergeSorted(this.#rows[into] ?? [], added));
  }

  result(row: number): readonly R[] {
    return this.#cut(this.#rows[row] ?? []).map(({ value }) => value);
  }

  save(row: number): unknown {
    const kept = this.#cut(this.#rows[row] ?? []);
    return kept.map(({ timestamp, arrival, value }) => [timestamp, arrival, value]);
  }

  load(row: number, saved: unknown): void {
    const list = readSavedList('collect', saved).map((each) => readKept<R>(each));
    for (const { arrival } of list) this.#nextArrival = Math.max(this.#nextArrival, arrival + 1);
    this.#rows[row] = list.length === 0 ? undefined : list;
  }

  #keep(row: number, list: Kept<R>[]): void {
    const { limit, overflow } = this.#spec;
    if (overflow === 'error' && list.length > limit) throw overflowError(limit);
    this.#rows[row] = list.length >= 2 * limit ? this.#cut(list) : list;
  }

  #cut(list: Kept<R>[]): Kept<R>[] {
    const { limit, overflow } = this.#spec;
    if (list.length <= limit) return list;
    return overflow === 'keepLast' ? list.slice(-limit) : list.slice(0, limit);
  }
}

function overflowError(limit: number): StreamError {
  const text = `collect: expected at most ${limit} events in one window, got more`;
  const advice = "raise limit, or choose overflow: 'keepFirst' or 'keepLast'";
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${advice}`);
}

function compareKept(a: Kept<unknown>, b: Kept<unknown>): number {
  return a.timestamp - b.timestamp || a.arrival - b.arrival;
}

function insert<R>(list: Kept<R>[], added: Kept<R>): void {
  const last = list.at(-1);
  if (last === undefined || compareKept(last, added) < 0) {
    list.push(added);
    return;
  }
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKept(list[middle] as Kept<R>, added) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, added);
}

function mergeSorted<R>(own: readonly Kept<R>[], added: readonly Kept<R>[]): Kept<R>[] {
  const merged: Kept<R>[] = [];
  let next = 0;
  for (const each of own) {
    while (next < added.length && compareKept(added[next] as Kept<R>, each) < 0) {
      merged.push(added[next] as Kept<R>);
      next += 1;
    }
    merged.push(each);
  }
  return merged.concat(added.slice(next));
}

function readKept<R>(saved: unknown): Kept<R> {
  const [timestamp, arrival, value] = readSavedList('collect', saved, 3);
  return {
    timestamp: readSavedNumber('collect', timestamp),
    arrival: readSavedNumber('collect', arrival),
    value: value as R,
  };
}
