import type { Arrivals } from './arrivals.ts';
import type { NaiveLate, NaiveOutcome, NaivePane } from './naivePane.ts';

/** Windows on a grid, as their definition says it. */
export interface NaiveGrid {
  readonly size: number;
  readonly every: number;
  readonly offset: number;
  readonly lateness: number;
}

interface OpenWindow<T> {
  readonly start: number;
  readonly end: number;
  readonly byKey: Map<unknown, { events: T[]; panes: number }>;
  fired: boolean;
}

/** The starts of all windows that hold a time, found by trying every millisecond. */
export function startsHolding(
  time: number,
  { size, every, offset }: Omit<NaiveGrid, 'lateness'>,
): number[] {
  const starts = [];
  for (let start = time - size + 1; start <= time; start += 1) {
    if ((((start - offset) % every) + every) % every === 0) starts.push(start);
  }
  return starts;
}

/** Recomputes windows on a grid: every window is looked at before every event. */
export function gridPanes<T>(
  arriving: Arrivals<T>,
  grid: NaiveGrid,
  keyOf: (value: T) => unknown,
): NaiveOutcome<T> {
  const windows = new Map<number, OpenWindow<T>>();
  const panes: NaivePane<T>[] = [];
  const late: NaiveLate<T>[] = [];
  let unassigned = 0;

  const give = (
    window: OpenWindow<T>,
    key: unknown,
    timing: 'onTime' | 'late',
    before: number,
    final: boolean,
  ): void => {
    const held = window.byKey.get(key) as { events: T[]; panes: number };
    const { start, end } = window;
    const events = [...held.events];
    panes.push({
      key,
      window: { start, end },
      events,
      timing,
      index: held.panes,
      final,
      timestamp: end - 1,
      before,
    });
    held.panes += 1;
  };

  const passTime = (watermark: number): void => {
    const due = [...windows.values()].filter(({ fired, end }) => !fired && end - 1 <= watermark);
    for (const window of due.sort((a, b) => a.end - b.end)) {
      window.fired = true;
      const final = grid.lateness === 0 || watermark === Infinity;
      for (const key of window.byKey.keys()) give(window, key, 'onTime', window.end - 2, final);
    }
  };

  for (const { value, timestamp, watermark } of arriving.events) {
    passTime(watermark);
    const starts = startsHolding(timestamp, grid);
    const open = starts.filter((start) => start + grid.size - 1 + grid.lateness > watermark);
    if (starts.length === 0) unassigned += 1;
    else if (open.length === 0) {
      const behind = watermark - (Math.max(...starts) + grid.size - 1 + grid.lateness);
      late.push({ value, timestamp, watermark, behind, reason: 'windowClosed' });
    }
    for (const start of open) {
      const end = start + grid.size;
      const made = { start, end, byKey: new Map(), fired: end - 1 <= watermark };
      const window = windows.get(start) ?? made;
      windows.set(start, window);
      const key = keyOf(value);
      const held = window.byKey.get(key) ?? { events: [], panes: 0 };
      window.byKey.set(key, held);
      held.events.push(value);
      if (window.fired) give(window, key, 'late', watermark, false);
    }
  }
  passTime(arriving.atEnd);
  passTime(Infinity);
  return { panes, late, unassigned };
}
