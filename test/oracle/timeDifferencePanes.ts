import type { Arrivals } from './arrivals.ts';
import type { NaiveLate, NaiveOutcome, NaivePane } from './naivePane.ts';

/** Windows by time difference, as their definition says it. */
export interface NaiveDifference {
  readonly difference: number;
  readonly lowestStart: number;
  readonly lateness: number;
}

interface Accepted<T> {
  readonly key: unknown;
  readonly value: T;
  readonly timestamp: number;
  placed: boolean;
}

interface Made {
  readonly key: unknown;
  readonly start: number;
  readonly end: number;
  fired: boolean;
  panes: number;
}

/** Recomputes windows by time difference: each pane is gathered anew from all accepted events. */
export function timeDifferencePanes<T>(
  arriving: Arrivals<T>,
  { difference, lowestStart, lateness }: NaiveDifference,
  keyOf: (value: T) => unknown,
): NaiveOutcome<T> {
  const accepted: Accepted<T>[] = [];
  const made: Made[] = [];
  const panes: NaivePane<T>[] = [];
  const late: NaiveLate<T>[] = [];
  let outside = 0;

  const give = (window: Made, timing: 'onTime' | 'late', before: number, final: boolean): void => {
    const { key, start, end, panes: index } = window;
    const events = inside(window, accepted).map(({ value }) => value);
    const timestamp = end - 1;
    panes.push({ key, window: { start, end }, events, timing, index, final, timestamp, before });
    window.panes += 1;
  };

  const passTime = (watermark: number): void => {
    const due = made.filter(({ fired, end }) => !fired && end - 1 <= watermark);
    for (const window of due.sort((a, b) => a.end - b.end)) {
      window.fired = true;
      give(window, 'onTime', window.end - 2, lateness === 0 || watermark === Infinity);
    }
  };

  const make = (key: unknown, start: number, watermark: number): Made | undefined => {
    const end = start + difference + 1;
    const known = made.some((window) => window.key === key && window.start === start);
    if (known || end - 1 + lateness <= watermark) return undefined;
    const window = { key, start, end, fired: end - 1 <= watermark, panes: 0 };
    made.push(window);
    return window;
  };

  for (const { value, timestamp, watermark } of arriving.events) {
    passTime(watermark);
    const behind = watermark - (timestamp + difference + lateness);
    if (timestamp < lowestStart) outside += 1;
    else if (behind >= 0) {
      late.push({ value, timestamp, watermark, behind, reason: 'windowClosed' });
    }
    if (timestamp < lowestStart || behind >= 0) continue;
    const key = keyOf(value);
    const own = accepted.filter((one) => one.key === key);
    make(key, Math.max(lowestStart, timestamp - difference), watermark);
    for (const { timestamp: before } of own) {
      if (before < timestamp && timestamp <= before + 1 + difference) {
        make(key, before + 1, watermark);
      }
    }
    const follows = own.some(
      (one) => timestamp < one.timestamp && one.timestamp <= timestamp + 1 + difference,
    );
    const next = follows ? make(key, timestamp + 1, watermark) : undefined;
    accepted.push({ key, value, timestamp, placed: false });
    for (const window of touchedBy(made, next, key, timestamp)) {
      if (window.end - 1 + lateness <= watermark) continue;
      for (const event of inside(window, accepted)) event.placed = true;
      if (window.fired) give(window, 'late', watermark, false);
    }
  }
  passTime(arriving.atEnd);
  passTime(Infinity);
  const unplaced = accepted.filter(({ placed }) => !placed).length;
  return { panes, late, unassigned: outside + unplaced };
}

function inside<T>({ key, start, end }: Made, accepted: readonly Accepted<T>[]): Accepted<T>[] {
  return accepted.filter((one) => one.key === key && start <= one.timestamp && one.timestamp < end);
}

/** The windows that an event changes, in order: those that hold it, and the one that it made. */
function touchedBy(
  made: readonly Made[],
  next: Made | undefined,
  key: unknown,
  timestamp: number,
): Made[] {
  const touched = made.filter(
    (window) =>
      window === next ||
      (window.key === key && window.start <= timestamp && timestamp < window.end),
  );
  return touched.sort((a, b) => a.start - b.start);
}
