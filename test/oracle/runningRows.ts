import type { Arrival } from './arrivals.ts';
import { inOrder } from './firsts.ts';

/** Which events of its key an event covers. */
export interface Cover {
  readonly keyOf: (value: never) => unknown;
  /** How far back in time, with those of its own time; or how many, up to itself. */
  readonly range?: number;
  readonly rows?: number;
}

/** An event with those that it covers, in order of time, at one time of arrival. */
export interface CoveredEvent<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly covers: readonly T[];
}

/** The events that are not late in order of time; of each the covered ones are looked up anew. */
export function runningRows<T>(
  arriving: readonly Arrival<T>[],
  { keyOf, range = Infinity, rows }: Cover,
): readonly CoveredEvent<T>[] {
  const sorted = inOrder(arriving);
  const key = keyOf as (value: T) => unknown;
  return sorted.map(({ value, timestamp }, place) => {
    const own = sorted.filter((other, at) => {
      if (key(other.value) !== key(value)) return false;
      if (rows !== undefined) return at <= place;
      return other.timestamp >= timestamp - range && other.timestamp <= timestamp;
    });
    const covers = rows === undefined ? own : own.slice(-rows);
    return { value, timestamp, covers: covers.map((other) => other.value) };
  });
}
