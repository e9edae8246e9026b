import {
  batch,
  dedupe,
  flatMapEach,
  keyedProcess,
  latestByKey,
  lateTo,
  mapAsync,
  mapEach,
  scanByKey,
  SideOutput,
  sortByTime,
} from '../../../operators/index.ts';
import type { Change, Late, ProcessContext } from '../../../operators/index.ts';
import { firsts, inOrder } from '../../oracle/firsts.ts';
import { arriving } from '../arriving.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Row } from '../row.ts';
import type { SimEvent } from '../simEvents.ts';

const keyOf = ({ key }: SimEvent): string => key;

interface Total {
  readonly n: number;
  readonly total: number;
}

const total = scanByKey({
  key: keyOf,
  seed: (): Total => ({ n: 0, total: 0 }),
  reduce: (sum: Total, event: SimEvent): Total => ({ n: sum.n + 1, total: sum.total + event.n }),
});

const totalRow = ({ key, value }: { key: string; value: Total }): Row => [
  key,
  `${value.n} ${value.total}`,
];

/** The totals behind each event, each computed from all events before it. */
function totalRows(events: readonly SimEvent[]): Row[] {
  return events.map((event, place) => {
    const own = events.slice(0, place + 1).filter(({ key }) => key === event.key);
    const sum = own.reduce((all, { n }) => all + n, 0);
    return totalRow({ key: event.key, value: { n: own.length, total: sum } });
  });
}

/** How the table of the latest event of each key changes. */
function latestRows(events: readonly SimEvent[]): Row[] {
  const table = new Map<string, SimEvent>();
  return events.flatMap((event): Row[] => {
    const { key, at, id } = event;
    const old = table.get(key);
    if (old !== undefined && at < old.at) return [];
    table.set(key, event);
    if (old === undefined) return [[key, `insert ${id}`]];
    return [
      [key, `updateBefore ${old.id}`],
      [key, `updateAfter ${id}`],
    ];
  });
}

const SILENCE = 10;

interface Heard {
  due: number;
  n: number;
}

/** Tells which keys have been silent in event time, and forgets them. */
const silences = keyedProcess({
  key: keyOf,
  late: 'drop',
  create: (): Heard => ({ due: 0, n: 0 }),
  process: (_event: SimEvent, { state, timestamp, setTimer, deleteTimer }) => {
    deleteTimer('eventTime', state.due);
    state.due = timestamp + SILENCE;
    state.n += 1;
    setTimer('eventTime', state.due);
  },
  onEventTime: (time, context: ProcessContext<string, Heard, Row>) => {
    context.emit([context.key, `silent at ${time} after ${context.state.n}`]);
    context.forget();
  },
});

function silenceRows(events: readonly SimEvent[]): Row[] {
  const heard = new Map<string, Heard>();
  const rows: Row[] = [];
  const pass = (watermark: number): void => {
    const due = [...heard].filter(([, own]) => own.due <= watermark);
    for (const [key, own] of due.sort(([, a], [, b]) => a.due - b.due)) {
      rows.push([key, `silent at ${own.due} after ${own.n}`]);
      heard.delete(key);
    }
  };
  for (const { value, timestamp, watermark } of arriving(events).events) {
    pass(watermark);
    if (timestamp <= watermark) continue;
    const { n } = heard.get(value.key) ?? { n: 0 };
    heard.set(value.key, { due: timestamp + SILENCE, n: n + 1 });
  }
  pass(Infinity);
  return rows;
}

export const keyedPipelines: Readonly<Record<string, Pipeline>> = {
  'running totals, first events and latest rows': {
    inputs: 1,
    build: ({ graph, source, sink }) => {
      const events = source(0);
      const totals = graph.stage('totals', events, (input) => input.pipe(total, mapEach(totalRow)));
      sink('totals', totals);
      const once = graph.stage('once', events, (input) =>
        input.pipe(
          dedupe({ key: ({ id }: SimEvent) => id, keep: 'first', late: 'drop' }),
          mapEach(({ key, id }): Row => [key, `${id}`]),
        ),
      );
      sink('once', once);
      const latest = graph.stage('latest', events, (input) =>
        input.pipe(
          latestByKey({ key: keyOf }),
          mapEach(({ key, op, value }: Change<string, SimEvent>): Row => [
            key,
            `${op} ${value.id}`,
          ]),
        ),
      );
      sink('latest', latest);
    },
    expected: (events = []) => {
      const once = firsts(arriving(events).events, ({ id }) => id, Infinity);
      return {
        totals: { rows: totalRows(events), inOrder: true },
        once: { rows: once.map(({ value }): Row => [value.key, `${value.id}`]), inOrder: true },
        latest: { rows: latestRows(events), inOrder: true },
      };
    },
  },
  'timers of event time': {
    inputs: 1,
    build: ({ graph, source, sink }) =>
      sink(
        'silences',
        graph.stage('silences', source(0), (input) => input.pipe(silences)),
      ),
    expected: (events = []) => ({ silences: { rows: silenceRows(events), inOrder: true } }),
  },
  'events in order of time': {
    inputs: 1,
    build: ({ graph, source, sink }) => {
      const late = new SideOutput<Late<SimEvent>>();
      const sorted = graph.stage('sorted', source(0), (input) =>
        input.pipe(
          sortByTime({ late: lateTo(late) }),
          mapEach(({ id }: SimEvent): Row => ['all', `${id}`]),
        ),
      );
      sink('sorted', sorted);
      const port = graph.port(sorted, 'late', late);
      const lateRows = graph.stage('lateRows', port, (input) =>
        input.pipe(mapEach(({ value, behind }): Row => ['late', `${value.id} ${behind}`])),
      );
      sink('late', lateRows);
    },
    expected: (events = []) => {
      const all = arriving(events).events;
      const rows = inOrder(all).map(({ value }): Row => ['all', `${value.id}`]);
      const late = all
        .filter(({ timestamp, watermark }) => timestamp <= watermark)
        .map(({ value, timestamp, watermark }): Row => {
          return ['late', `${value.id} ${watermark - timestamp}`];
        });
      return { sorted: { rows, inOrder: true }, late: { rows: late, inOrder: true } };
    },
  },
  'batches through calls': {
    inputs: 1,
    build: ({ graph, source, sink, call, scheduler }) => {
      const answered = graph.stage('answered', source(0), (input) =>
        input.pipe(
          batch({ count: 4, time: 6, scheduler }),
          mapAsync((events: readonly SimEvent[]) => call(events), {
            concurrency: 2,
            retry: { attempts: 2, delay: 3 },
            scheduler,
          }),
          flatMapEach((events) => events),
        ),
      );
      const totals = graph.stage('totals', answered, (input) =>
        input.pipe(total, mapEach(totalRow)),
      );
      sink('totals', totals);
    },
    expected: (events = []) => ({ totals: { rows: totalRows(events), inOrder: true } }),
  },
};
