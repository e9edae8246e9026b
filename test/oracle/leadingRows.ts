import type { Arrival } from './arrivals.ts';
import { inOrder } from './firsts.ts';

/** Which later event of its key an event is set beside. */
export interface Lead<T> {
  readonly keyOf: (value: T) => unknown;
  readonly offset: number;
  /** How long after the one before it an event still counts; Infinity for ever. */
  readonly life: number;
}

/** An event with its later one, and when that is known. */
export interface LedEvent<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly next: T | undefined;
  readonly before: number;
}

interface Found<T> {
  readonly event: Arrival<T>;
  readonly next: T | undefined;
  /** The watermark at which it is known, and what orders results that are known at one. */
  readonly known: number;
  readonly rank: readonly number[];
}

/**
 * Looks the later events up in the sorted list, and puts the results in the order in which they are
 * known: at one watermark first those whose lives end, keys that began to wait first in front.
 */
export function leadingRows<T>(
  arriving: readonly Arrival<T>[],
  { keyOf, offset, life }: Lead<T>,
): readonly LedEvent<T>[] {
  const sorted = inOrder(arriving);
  const found = sorted.map((event, place): Found<T> => {
    const own = sorted.filter(({ value }) => keyOf(value) === keyOf(event.value));
    const at = own.indexOf(event);
    const alive = (index: number): boolean =>
      (own[index]?.timestamp ?? Infinity) - (own[index - 1] as Arrival<T>).timestamp <= life;
    let last = at;
    while (last + 1 < own.length && alive(last + 1)) last += 1;
    let first = at;
    while (first > 0 && alive(first)) first -= 1;
    const later = own[at + offset];
    if (later !== undefined && at + offset <= last) {
      const rank = [1, sorted.indexOf(later)];
      return { event, next: later.value, known: later.timestamp - 1, rank };
    }
    const known = (own[last] as Arrival<T>).timestamp + life;
    const rank =
      known === Infinity ? [place] : [0, sorted.indexOf(own[first] as Arrival<T>), place];
    return { event, next: undefined, known, rank };
  });
  const told = found.sort((a, b) => compare([a.known, ...a.rank], [b.known, ...b.rank]));
  return told.map(({ event, next, known }, index) => {
    const waiting = told
      .slice(index)
      .map((other) => other.event.timestamp)
      .filter((timestamp) => timestamp - 1 <= known);
    const before = Math.min(...waiting) - 1;
    return { value: event.value, timestamp: event.timestamp, next, before };
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [place, number] of a.entries()) {
    const other = b[place] as number;
    if (number !== other) return number - other;
  }
  return 0;
}
