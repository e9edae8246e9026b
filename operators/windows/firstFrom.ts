import type { Milliseconds } from '../kernel/index.ts';

/** The position of the first item whose time is `time` or later, in a list in order of time. */
export function firstFrom<I>(
  items: readonly I[],
  time: Milliseconds,
  timeOf: (item: I) => Milliseconds,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(items[middle] as I) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The items with from <= time <= to. */
export function itemsWithin<I>(
  items: readonly I[],
  from: Milliseconds,
  to: Milliseconds,
  timeOf: (item: I) => Milliseconds,
): readonly I[] {
  return items.slice(firstFrom(items, from, timeOf), firstFrom(items, to + 1, timeOf));
}

/** Puts an item in behind those of its time. */
export function putInOrder<I>(items: I[], item: I, timeOf: (item: I) => Milliseconds): void {
  const time = timeOf(item);
  const last = items.at(-1);
  if (last === undefined || timeOf(last) <= time) items.push(item);
  else items.splice(firstFrom(items, time + 1, timeOf), 0, item);
}
