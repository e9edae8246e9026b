import { pipe } from 'rxjs';
import { count, sum } from '../../../operators/aggregates/index.ts';
import { topPerWindow } from '../../../operators/keyed/index.ts';
import type { StreamOperator } from '../../../operators/kernel/index.ts';
import {
  calendarWindow,
  cumulativeWindow,
  customWindow,
  fixedWindow,
  slidingWindow,
} from '../../../operators/windows/index.ts';
import type { FiringConfig, Pane } from '../../../operators/windows/index.ts';
import { rankedPanes } from '../../oracle/rankedPanes.ts';
import type { RankedPane } from '../../oracle/rankedPanes.ts';
import { cutEvents } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { PaneRow } from '../../support/windowRuns.ts';
import { sampleRun } from './keyedRuns.ts';
import type { Sample, SampleRun } from './keyedRuns.ts';

interface Value {
  readonly n: number;
  readonly total: number;
}

type Windows = StreamOperator<Sample, Pane<string, Value>>;
type MakeWindows = (lateness: number, firing: FiringConfig) => Windows;

const aggregate = { n: count(), total: sum(({ size }: Sample) => size) };
const plain = { key: ({ key }: Sample): string => key, late: 'drop', aggregate } as const;

/** The windows that keys share, by name. */
export const windowKinds: Readonly<Record<string, MakeWindows>> = {
  fixed: (allowedLateness, firing) =>
    fixedWindow({ ...plain, ...firing, size: 15, allowedLateness }),
  sliding: (allowedLateness, firing) =>
    slidingWindow({ ...plain, ...firing, size: 20, every: 8, allowedLateness }),
  cumulative: (allowedLateness, firing) =>
    cumulativeWindow({ ...plain, ...firing, size: 30, step: 10, allowedLateness }),
  calendar: (allowedLateness, firing) =>
    calendarWindow({ ...plain, ...firing, unit: 'day', timeZone: 'Asia/Kolkata', allowedLateness }),
  own: (allowedLateness, firing) =>
    customWindow({
      ...plain,
      ...firing,
      allowedLateness,
      windowsOf: (at) => {
        const end = Math.ceil((at + 1) / 10) * 10;
        return [
          { start: end - 30, end },
          { start: end - 20, end },
          { start: end - 10, end },
        ];
      },
    }),
};

/** The rules by which they fire, by name; each shows all events of a window in the end. */
export const firings: Readonly<Record<string, FiringConfig>> = {
  'at the end': {},
  'retracting at the end': { accumulation: 'retracting' },
  'with what changed': { onlyChanged: true },
  'early by count': { trigger: { early: { count: 2 } } },
  'early by count, retracting': { trigger: { early: { count: 2 } }, accumulation: 'retracting' },
  'early by count, retracting what changed': {
    trigger: { early: { count: 1 } },
    accumulation: 'retracting',
    onlyChanged: true,
  },
  'by count alone, and when closed': {
    trigger: { count: 2 },
    closePane: 'ifNew',
    accumulation: 'retracting',
  },
};

const top = ({ limit, lateness }: Setting): StreamOperator<Pane<string, Value>, unknown> =>
  topPerWindow<string, Value>({
    limit,
    allowedLateness: lateness,
    by: ({ n, total }) => n * 3 - total,
  });

interface Setting {
  readonly limit: number;
  readonly lateness: number;
}

function expectedRows(run: SampleRun, setting: Setting, windows: Windows): readonly object[] {
  const { rows } = runOver(() => windows, cutEvents(run.events, { size: 512, ...run }));
  const panes = (rows as (PaneRow & { readonly value: Pane<string, Value> })[]).map((row) => {
    const { key, window, value, retract } = row.value;
    const score = value.n * 3 - value.total;
    return { key, window, value, score, retract: retract === true, before: row.before };
  });
  return rankedPanes(panes, { ...setting, atEnd: run.atEnd }).map(toRow);
}

function toRow({ window, top: places, before, ...told }: RankedPane): object {
  const value = places.map((pane, place) => ({
    rank: place + 1,
    key: pane.key,
    value: pane.value,
  }));
  const { timing, index, final } = told;
  const pane = { key: undefined, window, value, timing, index, final };
  return { value: pane, timestamp: window.end - 1, before };
}

/** Holds topPerWindow behind windows of all kinds, fired by all rules, to sorting their panes anew. */
export function checkTopOfPanes(seed: number, kind: string): void {
  const run = stretched(sampleRun(seed), kind === 'calendar' ? 3_000_000 : 1);
  const lateness = run.random(2) * (1 + run.random(30)) * (kind === 'calendar' ? 3_000_000 : 1);
  const setting = { limit: 1 + run.random(3), lateness };
  const lastTops: unknown[] = [];
  for (const [name, firing] of Object.entries(firings)) {
    const about = `seed ${seed}, ${kind}, ${name}: ${JSON.stringify(setting)}`;
    const windows = windowKinds[kind]?.(setting.lateness, firing) as Windows;
    const build = (): StreamOperator<Sample, unknown> => pipe(windows, top(setting));
    const expected = expectedRows(run, setting, windows);
    const size = [1, 2, 7, 512][run.random(4)] as number;
    const chunks = cutEvents(run.events, { size, ...run });
    const told = (rows: readonly unknown[]): readonly object[] =>
      (rows as PaneRow[]).map(({ value, timestamp, before }) => ({ value, timestamp, before }));
    same(told(runOver(build, chunks).rows), expected, `${about}, chunks of ${size}`);
    const cut = run.random(chunks.length);
    same(told(runInTwo(build, chunks, cut).rows), expected, `${about}, restored after ${cut}`);
    lastTops.push(lastOf(expected as PaneRow[]));
  }
  for (const [place, tops] of lastTops.entries()) {
    same([tops], [lastTops[0]], `seed ${seed}, ${kind}: rule ${place} ends like rule 0`);
  }
}

/** The same run with so many milliseconds for each: a calendar has no windows of a few. */
function stretched(run: SampleRun, factor: number): SampleRun {
  return {
    ...run,
    events: run.events.map((event) => ({ ...event, at: event.at * factor })),
    outOfOrderness: run.outOfOrderness * factor,
    atEnd: (run.atEnd + 1) * factor - 1,
  };
}

/** The last ranking of each window, as text: what all rules have to come to. */
function lastOf(rows: readonly PaneRow[]): readonly string[] {
  const last = new Map<string, string>();
  for (const { value } of rows) {
    const { start, end } = value.window;
    const scores = (value.value as { value: Value }[]).map(({ value: { n, total } }) => {
      return n * 3 - total;
    });
    last.set(`${start} ${end}`, scores.join(' '));
  }
  return [...last].map(([window, scores]) => `${window}: ${scores}`).sort();
}
