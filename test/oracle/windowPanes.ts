import type { Arrivals } from './arrivals.ts';
import type { NaiveLate, NaiveOutcome, NaivePane } from './naivePane.ts';

/** A window as a naive assignment names it. */
export interface NaiveWindow {
  readonly start: number;
  readonly end: number;
}

interface Held<T> extends NaiveWindow {
  readonly byKey: Map<unknown, { events: T[]; panes: number }>;
  fired: boolean;
}

/** Recomputes windows that a function names for each event: all are looked at before every event. */
export function windowPanes<T>(
  arriving: Arrivals<T>,
  lateness: number,
  windowsOf: (timestamp: number, value: T) => readonly NaiveWindow[],
  keyOf: (value: T) => unknown,
): NaiveOutcome<T> {
  const held: Held<T>[] = [];
  const panes: NaivePane<T>[] = [];
  const late: NaiveLate<T>[] = [];
  let unassigned = 0;

  const give = (window: Held<T>, key: unknown, watermark: number | undefined): void => {
    const own = window.byKey.get(key) as { events: T[]; panes: number };
    const { start, end } = window;
    panes.push({
      key,
      window: { start, end },
      events: [...own.events],
      timing: watermark === undefined ? 'onTime' : 'late',
      index: own.panes,
      final: false,
      timestamp: end - 1,
      before: watermark ?? end - 2,
    });
    own.panes += 1;
  };

  const passTime = (watermark: number): void => {
    const due = held.filter(({ fired, end }) => !fired && end - 1 <= watermark);
    for (const window of due.sort((a, b) => a.end - b.end || a.start - b.start)) {
      window.fired = true;
      const first = panes.length;
      for (const key of window.byKey.keys()) give(window, key, undefined);
      const final = lateness === 0 || watermark === Infinity;
      panes.push(...panes.splice(first).map((pane) => ({ ...pane, final })));
    }
  };

  for (const { value, timestamp, watermark } of arriving.events) {
    passTime(watermark);
    const windows = [...windowsOf(timestamp, value)].sort(
      (a, b) => a.end - b.end || a.start - b.start,
    );
    const open = windows.filter(({ end }) => end - 1 + lateness > watermark);
    if (windows.length === 0) unassigned += 1;
    else if (open.length === 0) {
      const behind = watermark - (Math.max(...windows.map(({ end }) => end)) - 1 + lateness);
      late.push({ value, timestamp, watermark, behind, reason: 'windowClosed' });
    }
    for (const { start, end } of open) {
      let window = held.find((other) => other.start === start && other.end === end);
      if (window === undefined) {
        window = { start, end, byKey: new Map(), fired: end - 1 <= watermark };
        held.push(window);
      }
      const key = keyOf(value);
      const own = window.byKey.get(key) ?? { events: [], panes: 0 };
      window.byKey.set(key, own);
      own.events.push(value);
      if (window.fired) give(window, key, watermark);
    }
  }
  passTime(arriving.atEnd);
  passTime(Infinity);
  return { panes, late, unassigned };
}
