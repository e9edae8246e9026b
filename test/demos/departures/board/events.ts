import type { EventSpan, EventWindow, ValueEvent } from 'millrace/client';

/** The first minute of the days in these tests. */
export const MIDNIGHT: number = Date.UTC(2001, 0, 15);

const MINUTE = 60_000;

/** A time of that day: `at('07:35')`. */
export function at(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return MIDNIGHT + (hours * 60 + minutes) * MINUTE;
}

/** A window of one hour by its end: `hourTo('07:35')`. */
export function hourTo(end: string, timing: EventWindow['timing'] = 'onTime'): EventWindow {
  const start = at(end) - 60 * MINUTE;
  return { start, end: at(end), timing, index: 0, final: false, replaces: [] };
}

/** A window of two times of that day. */
export function span(
  start: string,
  end: string,
  timing: EventWindow['timing'] = 'onTime',
  replaces: readonly EventSpan[] = [],
): EventWindow {
  return { start: at(start), end: at(end), timing, index: 0, final: false, replaces };
}

/** An event of a feed. */
export function event<T>(data: T, key?: string, window?: EventWindow): ValueEvent<T> {
  const eventTime = (window?.end ?? MIDNIGHT) - 1;
  const place = { offset: 0, eventTime, watermark: eventTime, op: 'ins' } as const;
  return { kind: 'event', ...place, key, data, ...(window === undefined ? {} : { window }) };
}

/** The figures of an airport. */
export function figures(
  flights: number,
  meanDelay: number = 5,
): { flights: number; meanDelay: number; p95Delay: number; shareLate: number } {
  return { flights, meanDelay, p95Delay: meanDelay * 2, shareLate: 0.1 };
}
