import {
  calendarWindow,
  count,
  countWindow,
  fixedWindow,
  lateTo,
  mapEach,
  sessionWindow,
  SideOutput,
  slidingWindow,
  sum,
  topPerWindow,
} from '../../../operators/index.ts';
import type { Late, Pane, Stream, StreamOperator } from '../../../operators/index.ts';
import type { Stage } from '../../../src/graph/index.ts';
import { countPanes } from '../../oracle/countPanes.ts';
import { gridPanes } from '../../oracle/gridPanes.ts';
import { localUnit } from '../../oracle/localUnit.ts';
import type { NaiveOutcome } from '../../oracle/naivePane.ts';
import { rankings } from '../../oracle/rankings.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import { arriving } from '../arriving.ts';
import type { ExpectedRows, Kit, Pipeline } from '../pipeline.ts';
import type { Row } from '../row.ts';
import type { SimEvent } from '../simEvents.ts';

const HOUR = 3_600_000;

const totals = { n: count(), total: sum(({ n }: SimEvent) => n) } as const;
type Totals = { readonly n: number; readonly total: number };
type TotalPane = Pane<string, Totals>;

const keyOf = ({ key }: SimEvent): string => key;

const rowOf = ({ key, window, value, timing, index }: TotalPane): Row => [
  key,
  `${window.start}-${window.end} ${timing} ${index}: ${value.n} ${value.total}`,
];

const totalOf = (events: readonly SimEvent[]): number => events.reduce((all, { n }) => all + n, 0);

function expectedPanes({ panes, late }: NaiveOutcome<SimEvent>): Record<string, ExpectedRows> {
  const rows = panes.map(({ key, window, events, timing, index }) =>
    rowOf({
      key: key as string,
      window,
      timing,
      index,
      final: false,
      value: { n: events.length, total: totalOf(events) },
    }),
  );
  return {
    panes: { rows, inOrder: true },
    late: { rows: late.map(({ value }): Row => [value.key, `${value.id}`]), inOrder: true },
  };
}

/** Windows with their late events in a sink of its own. */
function lateWindows(
  operator: (late: ReturnType<typeof lateTo<SimEvent>>) => StreamOperator<SimEvent, TotalPane>,
): Pipeline['build'] {
  return ({ graph, source, sink }: Kit) => {
    const late = new SideOutput<Late<SimEvent>>();
    const windows = graph.stage('windows', source(0), (input) =>
      input.pipe(operator(lateTo(late)), mapEach(rowOf)),
    );
    sink('panes', windows);
    const port = graph.port(windows, 'late', late);
    sink('late', lateRows(graph, port));
  };
}

function lateRows(graph: Kit['graph'], port: Stage<Late<SimEvent>>): Stage<Row> {
  return graph.stage('lateRows', port, (input: Stream<Late<SimEvent>>) =>
    input.pipe(mapEach(({ value }): Row => [value.key, `${value.id}`])),
  );
}

export const windowPipelines: Readonly<Record<string, Pipeline>> = {
  'fixed windows with corrections': {
    inputs: 1,
    build: lateWindows((late) =>
      fixedWindow({ size: 20, key: keyOf, late, allowedLateness: 25, aggregate: totals }),
    ),
    expected: (events = []) =>
      expectedPanes(
        gridPanes(arriving(events), { size: 20, every: 20, offset: 0, lateness: 25 }, keyOf),
      ),
  },
  'sliding windows': {
    inputs: 1,
    build: lateWindows((late) =>
      slidingWindow({ size: 24, every: 7, key: keyOf, late, aggregate: totals }),
    ),
    expected: (events = []) =>
      expectedPanes(
        gridPanes(arriving(events), { size: 24, every: 7, offset: 0, lateness: 0 }, keyOf),
      ),
  },
  sessions: {
    inputs: 1,
    build: lateWindows((late) =>
      sessionWindow({ gap: 9, key: keyOf, late, allowedLateness: 15, aggregate: totals }),
    ),
    expected: (events = []) =>
      expectedPanes(
        sessionPanes(arriving(events), { gap: 9, touching: false, lateness: 15 }, keyOf),
      ),
  },
  'count windows': {
    inputs: 1,
    build: ({ graph, source, sink }) => {
      const counted = graph.stage('counted', source(0), (input) =>
        input.pipe(
          countWindow({ count: 5, every: 2, key: keyOf, aggregate: totals }),
          mapEach(({ key, window, value }: TotalPane): Row => [
            key,
            `${window.start}-${window.end}: ${value.n} ${value.total}`,
          ]),
        ),
      );
      sink('panes', counted);
    },
    expected: (events = []) => {
      const { panes } = countPanes(
        events.map((value) => ({ value, at: value.at })),
        { count: 5, every: 2, partial: false },
        keyOf,
      );
      const rows = panes.map(({ key, start, end, events: held }): Row => {
        const window = `${start}-${end}`;
        return [key as string, `${window}: ${held.length} ${totalOf(held)}`];
      });
      return { panes: { rows, inOrder: true } };
    },
  },
  'days of a time zone': {
    inputs: 1,
    build: ({ graph, source, sink }) => {
      const days = graph.stage('days', source(0, HOUR), (input) =>
        input.pipe(
          calendarWindow({
            unit: 'day',
            timeZone: 'Europe/Berlin',
            key: keyOf,
            late: 'drop',
            aggregate: totals,
          }),
          mapEach(({ key, value }: TotalPane): Row => [key, `${value.n} ${value.total}`]),
        ),
      );
      sink('panes', days);
    },
    expected: (events = []) => ({ panes: { rows: dayRows(events), inOrder: true } }),
  },
  'rankings of windows': {
    inputs: 1,
    build: ({ graph, source, sink }) => {
      const counts = graph.stage('counts', source(0), (input) =>
        input.pipe(
          fixedWindow({
            size: 30,
            key: keyOf,
            late: 'drop',
            allowedLateness: 20,
            aggregate: totals,
          }),
        ),
      );
      const best = graph.stage('best', counts, (input) =>
        input.pipe(
          topPerWindow<string, Totals>({ limit: 2, by: ({ total }) => total, allowedLateness: 20 }),
          mapEach(({ window, index, value }): Row => {
            const places = value.map((place) => `${place.key} ${place.value.total}`).join(', ');
            return [`${window.start}`, `${index}: ${places}`];
          }),
        ),
      );
      sink('best', best);
    },
    expected: (events = []) => ({ best: { rows: rankingRows(events), inOrder: true } }),
  },
};

/** The panes of each day, of events whose day is not over when they come. */
function dayRows(events: readonly SimEvent[]): Row[] {
  const dayOf = localUnit('day', 'Europe/Berlin');
  const days = new Map<number, SimEvent[]>();
  for (const { value, timestamp, watermark } of arriving(events).events) {
    const day = dayOf(timestamp * HOUR);
    // The first instant that the watermark has not reached.
    if (watermark !== -Infinity && dayOf((watermark + 1) * HOUR) > day) continue;
    const own = days.get(day) ?? [];
    days.set(day, own);
    own.push(value);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) =>
      [...new Set(own.map(keyOf))].map((key): Row => {
        const held = own.filter((event) => event.key === key);
        return [key, `${held.length} ${totalOf(held)}`];
      }),
    );
}

function rankingRows(events: readonly SimEvent[]): Row[] {
  const all = arriving(events);
  const { panes } = gridPanes(all, { size: 30, every: 30, offset: 0, lateness: 20 }, keyOf);
  const scored = panes.map((pane) => ({
    value: { key: pane.key, window: pane.window, value: totalOf(pane.events) },
    timestamp: pane.timestamp,
    watermark: pane.before,
  }));
  const ranked = rankings({ events: scored, atEnd: all.atEnd }, { limit: 2, lateness: 20 });
  return ranked.rankings.map(({ window, index, top }): Row => {
    const places = top.map(([key, total]) => `${String(key)} ${total}`).join(', ');
    return [`${window.start}`, `${index}: ${places}`];
  });
}
