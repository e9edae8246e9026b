import type { Arrivals } from './arrivals.ts';
import type { NaivePane } from './naivePane.ts';

/** Recomputes the global window: the events of each key, in the order in which the keys first came. */
export function globalPanes<T>(
  arriving: Arrivals<T>,
  keyOf: (value: T) => unknown,
): NaivePane<T>[] {
  const keys = [...new Set(arriving.events.map(({ value }) => keyOf(value)))];
  return keys.map((key) => {
    const own = arriving.events.filter(({ value }) => keyOf(value) === key);
    return {
      key,
      window: { start: -Infinity, end: Infinity },
      events: own.map(({ value }) => value),
      timing: 'onTime',
      index: 0,
      final: true,
      timestamp: Math.max(...own.map(({ timestamp }) => timestamp)),
      before: arriving.atEnd,
    };
  });
}
