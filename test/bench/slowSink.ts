import { setTimeout } from 'node:timers/promises';
import { count, eventTime, fixedWindow, mapEach, min, tapEach } from '../../operators/index.ts';
import type { Stream } from '../../operators/index.ts';
import { fileStore } from '../../src/checkpoint/index.ts';
import { createGraph } from '../../src/graph/index.ts';
import { createSink } from '../../src/sinks/index.ts';
import { fromIterable } from '../../src/sources/index.ts';
import type { BenchCase, BenchForm, Figure, Outcome, Work, WorkVariant } from './benchCase.ts';
import { heapUsedMb } from './heapUsedMb.ts';
import { peakRssMb } from './peakRssMb.ts';
import { SlowReceiver } from './slowReceiver.ts';
import type { SlowRow } from './slowReceiver.ts';
import { temporaryFolder } from './temporaryFolder.ts';

interface SlowEvent {
  readonly at: number;
  readonly number: number;
  readonly key: number;
}

/** Events in a millisecond of event time. */
const DENSITY = 100;
const KEYS = 100;

/** What is between the source and the sink, and how it is run. */
interface Setting {
  readonly through: (events: Stream<SlowEvent>) => Stream<SlowRow>;
  readonly hasCheckpoints: boolean;
  /** How many values may wait, for the sink and for a checkpoint (default: what they do by default). */
  readonly room?: number;
}

const maps = (events: Stream<SlowEvent>): Stream<SlowRow> =>
  events.pipe(
    mapEach(({ number }: SlowEvent) => number),
    mapEach((first) => ({ first, n: 1 })),
  );

/** Ten events to a row. */
const windows = (events: Stream<SlowEvent>): Stream<SlowRow> =>
  events.pipe(
    fixedWindow({
      size: (10 * KEYS) / DENSITY,
      key: ({ key }: SlowEvent) => key,
      late: 'drop',
      aggregate: { n: count(), first: min((event: SlowEvent) => event.number) },
    }),
    mapEach(({ value }) => ({ n: value.n, first: value.first ?? -1 })),
  );

const SETTINGS: Readonly<Record<string, Setting>> = {
  maps: { through: maps, hasCheckpoints: false },
  'maps, checkpoints': { through: maps, hasCheckpoints: true },
  // So little waits that each checkpoint is there within seconds.
  'windows, checkpoints': { through: windows, hasCheckpoints: true, room: 1_000 },
};

/** Lets a source give what is taken for so long, then ends it and lets the sink take what waits. */
async function hold({ through, hasCheckpoints, room }: Setting, ms: number): Promise<Outcome> {
  const receiver = new SlowReceiver();
  let [made, given, most, stored, isOver] = [0, 0, 0, 0, false];
  function* events(): Generator<SlowEvent> {
    for (; !isOver; made += 1)
      yield { at: Math.floor(made / DENSITY), number: made, key: made % KEYS };
  }
  const graph = createGraph('slowSink');
  const source = graph.source(
    'events',
    fromIterable(events(), room === undefined ? {} : { pressure: { high: room } }).pipe(
      eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }),
      tapEach(() => (most = Math.max(most, (given += 1) - receiver.events))),
    ),
  );
  const deliver = (rows: readonly SlowRow[]): Promise<void> => receiver.take(rows);
  const sink = createSink({ deliver, ...(room !== undefined && { maxRows: room }) });
  graph.sink('out', graph.stage('rows', source, through), sink);
  const store = fileStore(temporaryFolder());
  const checkpoints = { store, every: '2s', onStored: () => void (stored += 1) } as const;
  heapUsedMb();
  const idle = process.memoryUsage().rss / 2 ** 20;
  const run = graph.run(hasCheckpoints ? { checkpoints } : {});
  await Promise.race([run.finished, setTimeout(ms)]);
  const perSecond = (receiver.rows * 1_000) / ms;
  isOver = true;
  receiver.letGo();
  await run.finished;
  if (receiver.events !== made) throw new Error(`${made} events made, ${receiver.events} written`);
  const measured = { overIdleMb: peakRssMb() - idle, perSecond, most, stored };
  return { digest: `${made} events`, events: made, panes: receiver.rows, measured };
}

/** The same with a sink that takes all: how fast the source could be. */
async function give(events: number): Promise<Outcome> {
  const graph = createGraph('quickSink');
  let rows = 0;
  const numbers = Array.from({ length: events }, (_, number) => ({ at: number, number, key: 0 }));
  const source = graph.source(
    'events',
    fromIterable(numbers).pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 })),
  );
  const sink = createSink<SlowRow>({ deliver: (some) => void (rows += some.length) });
  graph.sink('out', graph.stage('rows', source, maps), sink);
  await graph.run().finished;
  return { digest: `${rows} rows`, events, panes: rows };
}

function figuresOf(name: string): Figure[] {
  const told =
    (what: string): Figure['value'] =>
    (of) =>
      of(name).measured?.[what] ?? Number.NaN;
  return [
    { name: `${name}, MB over the idle graph`, value: told('overIdleMb') },
    { name: `${name}, rows written a second`, value: told('perSecond') },
    { name: `${name}, events on their way at the most`, value: told('most') },
    { name: `${name}, checkpoints stored`, value: told('stored') },
  ];
}

function form(ms: number, names: readonly string[]): BenchForm {
  const slow = names.map((name): WorkVariant => {
    const work: Work = () => hold(SETTINGS[name] as Setting, ms);
    return { name, prepare: () => work };
  });
  const quick: WorkVariant = { name: 'quick sink', prepare: () => () => give(1_000_000) };
  const speed: Figure = {
    name: 'quick sink, thousand events a second',
    value: (of) => of('quick sink').events / of('quick sink').wallMs,
  };
  // The first pass counts: memory is at its most once in a process.
  const figures = [speed, ...names.flatMap(figuresOf)];
  return { repetitions: 1, passes: 0, variants: [quick, ...slow], figures };
}

/** Memory behind a source that could give a thousand times of what its sink takes. */
export const slowSink: BenchCase = {
  name: 'slowSink',
  summary: 'a sink of 1,000 rows a second behind a source that could give a million, for a minute',
  ...form(60_000, Object.keys(SETTINGS)),
  short: form(6_000, ['maps', 'windows, checkpoints']),
};
