/** An event as an operator meets it: with its time, and the watermark that stands before it. */
export interface Arrival<T> {
  readonly value: T;
  readonly timestamp: number;
  readonly watermark: number;
}

/** Events in order of arrival, and the watermark behind the last one, before the end of the source. */
export interface Arrivals<T> {
  readonly events: readonly Arrival<T>[];
  readonly atEnd: number;
}

/** The watermark of bounded disorder, by its definition: the largest timestamp before, the bound, 1. */
export function arrivals<T>(
  events: readonly { readonly value: T; readonly at: number }[],
  outOfOrderness: number,
): Arrivals<T> {
  const times = events.map(({ at }) => at);
  const after = (count: number): number => Math.max(...times.slice(0, count)) - outOfOrderness - 1;
  return {
    events: events.map(({ value, at }, index) => ({
      value,
      timestamp: at,
      watermark: after(index),
    })),
    atEnd: after(events.length),
  };
}
