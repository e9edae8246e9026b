import type { Arrival } from './arrivals.ts';

/**
 * The first event of each key by event time: all that are not late in order of time, each for as long
 * as it lives.
 */
export function firsts<T>(
  events: readonly Arrival<T>[],
  keyOf: (value: T) => unknown,
  life: number,
): readonly Arrival<T>[] {
  const until = new Map<unknown, number>();
  return inOrder(events).filter(({ value, timestamp }) => {
    const key = keyOf(value);
    if (timestamp < (until.get(key) ?? -Infinity)) return false;
    until.set(key, timestamp + life);
    return true;
  });
}

/** The events that are not late, in order of time, those of one time in order of arrival. */
export function inOrder<T>(events: readonly Arrival<T>[]): readonly Arrival<T>[] {
  return events
    .filter(({ timestamp, watermark }) => timestamp > watermark)
    .sort((a, b) => a.timestamp - b.timestamp);
}
