import { NEVER, Subject } from 'rxjs';
import {
  asOfJoin,
  batch,
  branch,
  calendarWindow,
  count,
  countWindow,
  cumulativeWindow,
  customWindow,
  dedupe,
  each,
  enrich,
  enrichByLookup,
  eventTime,
  filterEach,
  fixedWindow,
  flatMapEach,
  globalWindow,
  intervalJoin,
  keyedProcess,
  lag,
  latestByKey,
  lead,
  mapAsync,
  mapBatchAsync,
  mapEach,
  overRange,
  processingTime,
  rateLimit,
  scanByKey,
  sessionWindow,
  shareCached,
  slidingWindow,
  sortByTime,
  tableJoin,
  tapEach,
  timeDifferenceWindow,
  topN,
  topPerWindow,
  union,
  windowJoin,
} from '../../../operators/index.ts';
import type { Stream } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, GraphRun, StageExplanation } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { referenceEntries } from '../../reference/referenceEntries.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('explain of each operator');

interface Reading {
  readonly at: number;
  readonly key: string;
}

/**
 * What an explanation tells of an operator that holds something: open windows, entries that wait for
 * the watermark, values that wait for other work, or only how much state there is; else nothing.
 */
type Shown = 'windows' | 'waiting' | 'queue' | 'state' | 'nothing';

type Build = (left: Stream<Reading>, right: Stream<Reading>) => Stream<unknown>;

interface Decision {
  readonly shows: Shown;
  /** Left out by what is no stage of a graph by itself. */
  readonly build?: Build;
}

const key = (reading: Reading): string => reading.key;
const windowed = { key, late: 'drop', aggregate: { n: count() } } as const;
const joined = { leftKey: key, rightKey: key, late: 'drop' } as const;
const never = (): Promise<Reading> => new Promise(() => undefined);

/** Of every operator: what explain() tells of it. One that is new needs a line here. */
const DECISIONS: Readonly<Record<string, Decision>> = {
  // At the ends of a graph, or around it.
  fromArray: { shows: 'nothing' },
  eventTime: { shows: 'nothing' },
  processingTime: { shows: 'nothing' },
  values: { shows: 'nothing' },
  // An RxJS operator, which keeps what it holds to itself.
  shareCached: {
    shows: 'nothing',
    build: (left) => left.pipe(shareCached({ limit: 1, timeToLive: '1s', keepAlive: 'forever' })),
  },
  mapEach: { shows: 'nothing', build: (left) => left.pipe(mapEach(key)) },
  filterEach: { shows: 'nothing', build: (left) => left.pipe(filterEach(() => true)) },
  flatMapEach: { shows: 'nothing', build: (left) => left.pipe(flatMapEach((one) => [one])) },
  tapEach: { shows: 'nothing', build: (left) => left.pipe(tapEach(() => undefined)) },
  each: { shows: 'nothing', build: (left) => left.pipe(each((source) => source)) },
  branch: {
    shows: 'nothing',
    build: (left) =>
      left.pipe(
        branch((all) => union([all, all.pipe(filterEach(() => true))], { lateBy: 'input' })),
      ),
  },
  union: { shows: 'nothing', build: (left, right) => union([left, right]) },
  batch: { shows: 'queue', build: (left) => left.pipe(batch({ count: 100 })) },
  rateLimit: {
    shows: 'queue',
    build: (left) => left.pipe(rateLimit({ rate: 1, burst: 1, limit: 9, overflow: 'error' })),
  },
  mapAsync: { shows: 'queue', build: (left) => left.pipe(mapAsync(never)) },
  mapBatchAsync: {
    shows: 'queue',
    build: (left) =>
      left.pipe(mapBatchAsync(() => new Promise<never>(() => undefined), { batch: { count: 1 } })),
  },
  enrich: {
    shows: 'queue',
    build: (left, right) =>
      left.pipe(enrich(right, { key, tableKey: key, ready: 'complete', limit: 9 })),
  },
  enrichByLookup: {
    shows: 'queue',
    build: (left) =>
      left.pipe(enrichByLookup({ key, lookup: never, cache: { size: 9, timeToLive: '1s' } })),
  },
  fixedWindow: {
    shows: 'windows',
    build: (left) => left.pipe(fixedWindow({ size: '1m', ...windowed })),
  },
  slidingWindow: {
    shows: 'windows',
    build: (left) => left.pipe(slidingWindow({ size: '1m', every: '20s', ...windowed })),
  },
  sessionWindow: {
    shows: 'windows',
    build: (left) => left.pipe(sessionWindow({ gap: '1m', ...windowed })),
  },
  globalWindow: {
    shows: 'windows',
    build: (left) => left.pipe(globalWindow({ key, aggregate: { n: count() } })),
  },
  cumulativeWindow: {
    shows: 'windows',
    build: (left) => left.pipe(cumulativeWindow({ size: '1m', step: '10s', ...windowed })),
  },
  calendarWindow: {
    shows: 'windows',
    build: (left) => left.pipe(calendarWindow({ unit: 'day', timeZone: 'UTC', ...windowed })),
  },
  countWindow: {
    shows: 'windows',
    build: (left) => left.pipe(countWindow({ count: 10, key, aggregate: { n: count() } })),
  },
  timeDifferenceWindow: {
    shows: 'windows',
    build: (left) => left.pipe(timeDifferenceWindow({ difference: '1m', ...windowed })),
  },
  customWindow: {
    shows: 'windows',
    build: (left) =>
      left.pipe(customWindow({ windowsOf: (at) => [{ start: at, end: at + 9 }], ...windowed })),
  },
  topPerWindow: {
    shows: 'windows',
    build: (left) =>
      left.pipe(
        fixedWindow({ size: '1m', ...windowed, trigger: { everyEvent: true } }),
        topPerWindow({ limit: 2, by: ({ n }) => n }),
      ),
  },
  windowJoin: {
    shows: 'windows',
    build: (left, right) => left.pipe(windowJoin(right, { ...joined, size: '1m' })),
  },
  intervalJoin: {
    shows: 'waiting',
    build: (left, right) => left.pipe(intervalJoin(right, { ...joined, lower: 0, upper: '1m' })),
  },
  tableJoin: {
    shows: 'waiting',
    build: (left, right) => left.pipe(tableJoin(right, { ...joined, leftId: key, rightId: key })),
  },
  asOfJoin: { shows: 'waiting', build: (left, right) => left.pipe(asOfJoin(right, joined)) },
  dedupe: {
    shows: 'waiting',
    build: (left) => left.pipe(dedupe({ key, keep: 'first', late: 'drop' })),
  },
  sortByTime: { shows: 'waiting', build: (left) => left.pipe(sortByTime({ late: 'drop' })) },
  keyedProcess: {
    shows: 'waiting',
    build: (left) =>
      left.pipe(
        keyedProcess({
          key,
          late: 'drop',
          create: () => ({ n: 0 }),
          process: (_, { timestamp, setTimer }) => setTimer('eventTime', timestamp + 9),
          onEventTime: () => undefined,
        }),
      ),
  },
  lag: { shows: 'state', build: (left) => left.pipe(lag({ key })) },
  lead: { shows: 'waiting', build: (left) => left.pipe(lead({ key, late: 'drop' })) },
  overRange: {
    shows: 'waiting',
    build: (left) => left.pipe(overRange({ range: '1m', ...windowed })),
  },
  topN: { shows: 'state', build: (left) => left.pipe(topN({ by: ({ at }) => at, limit: 2 })) },
  latestByKey: { shows: 'state', build: (left) => left.pipe(latestByKey({ key })) },
  scanByKey: {
    shows: 'state',
    build: (left) => left.pipe(scanByKey({ key, seed: () => 0, reduce: (sum) => sum + 1 })),
  },
};

/** What is no operator but has a page like one, and holds no values. */
const QUESTIONS: ReadonlySet<string> = new Set([
  ...['isRetraction', 'circuitBreaker', 'retryCall', 'schedulerClock', 'failedWith'],
]);

interface Running {
  readonly graph: Graph;
  readonly run: GraphRun;
  readonly inputs: readonly [Subject<Reading>, Subject<Reading>];
}

function start(build: Build): Running {
  const graph = createGraph('one', { runtime: new ManualRuntime() });
  const inputs = [new Subject<Reading>(), new Subject<Reading>()] as const;
  const [left, right] = inputs.map((input, index) =>
    graph.source(
      `source ${index}`,
      input.pipe(eventTime<Reading>({ timestamp: ({ at }) => at, outOfOrderness: '1h' })),
    ),
  );
  assert.ok(left && right);
  graph.stage('stage', [left, right], build);
  assert.is(graph.explain().life, 'new');
  const run = graph.run();
  run.finished.catch(() => undefined);
  return { graph, run, inputs };
}

function stageOf(graph: Graph): StageExplanation {
  const explained = graph.explain();
  assert.equal(JSON.parse(JSON.stringify(explained)), explained);
  assert.match(explained.text, 'stage (stage): ');
  const stage = explained.stages.at(-1);
  assert.ok(stage);
  return stage;
}

test('has a decision for each operator of the library, and for no other', () => {
  const operators = referenceEntries().filter(
    ({ kind, name }) => kind === 'operator' && !QUESTIONS.has(name),
  );
  const names = operators.map(({ name }) => name).toSorted();
  assert.equal(Object.keys(DECISIONS).toSorted(), names);
});

for (const [name, { shows, build }] of Object.entries(DECISIONS)) {
  if (build === undefined) continue;
  test(`tells what ${name} holds while the graph runs: ${shows}`, () => {
    const { graph, run, inputs } = start(build);
    assert.equal([stageOf(graph).stateSize, stageOf(graph).queueDepth], [0, 0]);
    for (const input of inputs.toReversed()) {
      input.next({ at: 1000, key: 'a' });
      input.next({ at: 2500, key: 'a' });
    }
    const { openWindows, waiting, queueDepth, stateSize, heldBy, wouldRelease } = stageOf(graph);
    assert.is((openWindows?.count ?? 0) > 0, shows === 'windows', 'open windows');
    assert.is((waiting?.count ?? 0) > 0, shows === 'waiting', 'entries that wait');
    assert.is(queueDepth > 0, shows === 'queue', 'values that wait');
    assert.is(stateSize > 0, shows !== 'nothing', 'state');
    assert.ok(heldBy !== undefined && wouldRelease !== undefined);
    run.stop();
    assert.is(graph.explain().life, 'over');
  });
}

test('tells of a source by processing time that its watermark follows the clock', () => {
  const graph = createGraph('clock', { runtime: new ManualRuntime() });
  const source = graph.source('clicks', NEVER.pipe(processingTime({ watermarkEvery: '1s' })));
  graph.stage('counts', source, (input) =>
    input.pipe(fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } })),
  );
  const run = graph.run();
  const { heldBy, wouldRelease } = onlyStage(graph);
  assert.equal([heldBy?.kind, heldBy?.clockAct?.by], ['source', 'watermarkEvery']);
  assert.match(String(wouldRelease), 'the clock reaching ');
  run.stop();
});

function onlyStage(graph: Graph): StageExplanation {
  const [stage] = graph.explain('clicks').stages;
  assert.ok(stage);
  return stage;
}

test.run();
