import { Subject } from 'rxjs';
import {
  batch,
  count,
  eventTime,
  fixedWindow,
  partitioned,
  sessionWindow,
  slidingWindow,
  sortByTime,
  union,
} from '../../../operators/index.ts';
import { makeRows, RowSource } from '../../../operators/kernel/index.ts';
import type { Rows } from '../../../operators/kernel/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, StageExplanation } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('explain');

interface Visit {
  readonly at: number;
  readonly shard?: number;
}

const timestamp = ({ at }: Visit): number => at;
const minute = 60_000;

function stageOf(graph: Graph, name: string): StageExplanation {
  const stage = graph.explain().stages.find((one) => one.name === name);
  assert.ok(stage);
  return stage;
}

interface Two {
  readonly graph: Graph;
  readonly runtime: ManualRuntime;
  readonly a: Subject<Visit>;
  readonly b: Subject<Visit>;
}

/** Windows of a minute over two sources that were united. */
function twoSources(): Two {
  const runtime = new ManualRuntime({ now: 1_000_000 });
  const graph = createGraph('two', { runtime });
  const [a, b] = [new Subject<Visit>(), new Subject<Visit>()];
  const clock = eventTime<Visit>({ timestamp, outOfOrderness: 1000 });
  const first = graph.source('a', a.pipe(clock));
  const second = graph.source('b', b.pipe(clock));
  const both = graph.stage('both', [first, second], (one, two) => union([one, two]));
  graph.stage('counts', both, (input) =>
    input.pipe(fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } })),
  );
  return { graph, runtime, a, b };
}

test('names the silent input of a union, since when it holds, and what would release it', () => {
  const { graph, runtime, a, b } = twoSources();
  graph.run();
  b.next({ at: 5000 });
  runtime.advance(minute);
  a.next({ at: 3 * minute });
  const both = stageOf(graph, 'both');
  assert.equal(both.heldBy, {
    stage: 'b',
    kind: 'source',
    name: 'b',
    path: ['both', 'b'],
    watermark: 3999,
    idle: false,
    since: 1_000_000,
    lastTimestamp: 5000,
    lastSeen: 1_000_000,
    raisedAfter: 5000,
  });
  assert.equal([both.watermark, both.lag], [3999, 3 * minute - 3999]);
  assert.match(
    String(both.wouldRelease),
    "an event later than 1970-01-01T00:00:05.000Z from source 'b', or idleAfter",
  );
  const counts = stageOf(graph, 'counts');
  assert.equal(counts.heldBy?.path, ['counts', 'both', 'b']);
  assert.equal(counts.openWindows, { count: 2, nextEnd: minute });
  assert.match(String(counts.wouldRelease), 'an event at 1970-01-01T00:01:01.000Z or later from');
  assert.match(graph.explain().text, "held by source 'b' (b → both → counts) since 1970-01-01");
});

test('keeps its word: what it says would release a window fires it, and 1 ms less does not', () => {
  const { graph, a, b } = twoSources();
  graph.run();
  a.next({ at: 3 * minute });
  b.next({ at: 5000 });
  const fired = (): number | undefined => graph.stats().find(({ name }) => name === 'counts')?.out;
  b.next({ at: 61_000 - 1 });
  assert.is(fired(), 0);
  b.next({ at: 61_000 });
  assert.is(fired(), 1);
});

test('names another input when the one that held has gone on, and none at the end', () => {
  const { graph, a, b } = twoSources();
  graph.run();
  a.next({ at: minute });
  assert.is(stageOf(graph, 'both').heldBy?.name, 'b');
  b.next({ at: 2 * minute });
  assert.is(stageOf(graph, 'both').heldBy?.name, 'a');
  a.complete();
  assert.is(stageOf(graph, 'both').heldBy?.name, 'b');
  b.complete();
  const { watermark, lag, heldBy, wouldRelease } = stageOf(graph, 'both');
  assert.equal([watermark, lag, heldBy, wouldRelease], ['end', 0, undefined, undefined]);
  assert.match(graph.explain().text, 'both (stage): at its end');
});

test('waits for the first event of a source that has given none', () => {
  const { graph, a } = twoSources();
  graph.run();
  a.next({ at: minute });
  const { heldBy, wouldRelease, watermark, lag } = stageOf(graph, 'both');
  assert.equal([heldBy?.name, heldBy?.since, watermark, lag], ['b', undefined, null, null]);
  assert.match(String(wouldRelease), "a first event from source 'b'");
  assert.match(graph.explain().text, 'its last event: no event yet');
});

test('tells how long a quiet source may be silent where it holds another back', () => {
  const graph = createGraph('quiet', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const clock = eventTime<Visit>({ timestamp, outOfOrderness: 0, idleAfter: '5m' });
  const visits = graph.source('visits', events.pipe(clock));
  const others = graph.source('others', new Subject<Visit>().pipe(clock));
  graph.stage('both', [visits, others], (one, two) => union([one, two]));
  const run = graph.run();
  events.next({ at: 1000 });
  const { heldBy, wouldRelease } = stageOf(graph, 'visits');
  assert.equal([heldBy?.kind, heldBy?.lastTimestamp], ['source', 1000]);
  assert.is(wouldRelease, "an event later than 1970-01-01T00:00:01.000Z from source 'visits'");
  const both = stageOf(graph, 'both').wouldRelease;
  assert.is(both, "a first event from source 'others', or its silence for 5m (idleAfter)");
  run.stop();
});

test('goes by the recorded clock of a replay', () => {
  const runtime = new ManualRuntime({ now: 1_000_000_000 });
  const graph = createGraph('replayed', { runtime });
  const rows = new Subject<Rows<Visit>>();
  const clock = eventTime<Visit>({ timestamp, outOfOrderness: 0 });
  graph.source('visits', new RowSource(rows).pipe(clock));
  graph.run();
  rows.next(makeRows({ values: [{ at: 1000 }], arrivals: [5000] }));
  rows.next(makeRows({ values: [{ at: 900 }], arrivals: [7000] }));
  const { heldBy } = stageOf(graph, 'visits');
  const { since, lastTimestamp, lastSeen } = heldBy ?? {};
  assert.equal([graph.explain().now, since, lastTimestamp, lastSeen], [7000, 5000, 900, 7000]);
  assert.match(graph.explain().text, '(2s ago)');
});

test('tells which session is open, and which event would close it', () => {
  const graph = createGraph('sessions', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const clock = eventTime<Visit>({ timestamp, outOfOrderness: 0 });
  const visits = graph.source('visits', events.pipe(clock));
  graph.stage('sessions', visits, (input) =>
    input.pipe(sessionWindow({ gap: '1m', late: 'drop', aggregate: { n: count() } })),
  );
  graph.run();
  events.next({ at: 1000 });
  events.next({ at: 2000 });
  const open = stageOf(graph, 'sessions');
  assert.equal(open.openWindows, { count: 1, nextEnd: 62_000 });
  assert.match(String(open.wouldRelease), 'at 1970-01-01T00:01:02.000Z or later from source');
  events.next({ at: 62_000 });
  assert.equal(stageOf(graph, 'sessions').openWindows, { count: 1, nextEnd: 122_000 });
  events.complete();
  assert.equal(stageOf(graph, 'sessions').openWindows ?? { count: 0, nextEnd: null }, {
    count: 0,
    nextEnd: null,
  });
});

test('counts windows that overlap once each: as many as fire at the end', () => {
  for (const [every, gaps] of [
    ['20s', [0, 1000, 15_000, 90_000]],
    ['1m', [0, minute, 5 * minute]],
    ['7s', [0, 30_000, 200_000, 1, 59_999]],
  ] as const) {
    const graph = createGraph('overlapping', { runtime: new ManualRuntime() });
    const events = new Subject<Visit>();
    const clock = eventTime<Visit>({ timestamp, outOfOrderness: '1h' });
    const visits = graph.source('visits', events.pipe(clock));
    graph.stage('counts', visits, (input) =>
      input.pipe(slidingWindow({ size: '1m', every, late: 'drop', aggregate: { n: count() } })),
    );
    graph.run();
    let at = 0;
    for (const gap of gaps) events.next({ at: (at += gap) });
    const waiting = stageOf(graph, 'counts').openWindows?.count;
    events.complete();
    assert.is(waiting, graph.stats()[1]?.out, every);
    assert.ok((waiting ?? 0) > 1);
  }
});

test('leaves windows out that have fired and only wait for corrections', () => {
  const graph = createGraph('aligned', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const visits = graph.source('visits', events.pipe(eventTime({ timestamp, outOfOrderness: 0 })));
  const late = 'drop';
  graph.stage('counts', visits, (input) =>
    input.pipe(fixedWindow({ size: '1m', late, allowedLateness: '1h', aggregate: { n: count() } })),
  );
  graph.run();
  for (const at of [0, 1000, minute, 5 * minute]) events.next({ at });
  assert.equal(stageOf(graph, 'counts').openWindows, { count: 1, nextEnd: 6 * minute });
});

test('names the operator that keeps values, and the watermark, back itself', () => {
  const graph = createGraph('batches', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const visits = graph.source('visits', events.pipe(eventTime({ timestamp, outOfOrderness: 0 })));
  graph.stage('batches', visits, (input) => input.pipe(batch({ count: 3 })));
  const run = graph.run();
  for (const at of [1000, 2000]) events.next({ at });
  const { heldBy, wouldRelease, queueDepth } = stageOf(graph, 'batches');
  assert.equal([heldBy?.kind, heldBy?.name, queueDepth], ['operator', 'batch', 2]);
  assert.is(
    wouldRelease,
    "operator 'batch' of 'batches' letting go of the 2 entries that it keeps back",
  );
  events.next({ at: 3000 });
  assert.is(stageOf(graph, 'batches').heldBy?.name, 'visits');
  run.stop();
});

test('names the partition that holds a source', () => {
  const graph = createGraph('shards', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const watermark = partitioned<Visit>({
    partitionOf: ({ shard = 0 }) => shard,
    outOfOrderness: 0,
  });
  graph.source('visits', events.pipe(eventTime({ timestamp, watermark })));
  graph.run();
  events.next({ at: 1000, shard: 7 });
  events.next({ at: 9000, shard: 8 });
  const { heldBy, wouldRelease } = stageOf(graph, 'visits');
  assert.equal([heldBy?.kind, heldBy?.name, heldBy?.lastTimestamp], ['partition', '7', 1000]);
  assert.match(String(wouldRelease), "from partition '7' of 'visits'");
});

test('names the input of a union within one stage', () => {
  const graph = createGraph('inner', { runtime: new ManualRuntime() });
  const [a, b] = [new Subject<Visit>(), new Subject<Visit>()];
  const clock = (name: string): ReturnType<typeof eventTime<Visit>> =>
    eventTime({ timestamp, outOfOrderness: 0, name });
  graph.source('visits', union([a.pipe(clock('a')), b.pipe(clock('b'))]));
  graph.run();
  a.next({ at: 1000 });
  const { heldBy, wouldRelease } = stageOf(graph, 'visits');
  assert.equal([heldBy?.kind, heldBy?.name], ['input', 'input 1']);
  assert.match(String(wouldRelease), "a first event from input 'input 1' of 'visits'");
});

test('tells that a graph does not run yet, and that it is over', () => {
  const { graph, a } = twoSources();
  assert.is(graph.explain().life, 'new');
  assert.match(graph.explain().text, 'it does not run yet; graph.run() starts it');
  const run = graph.run();
  a.next({ at: minute });
  assert.is(graph.explain().life, 'running');
  run.stop();
  assert.is(graph.explain().life, 'over');
  assert.equal(stageOf(graph, 'both').heldBy, undefined);
  assert.match(graph.explain().text, 'it has completed, was stopped or has failed');
});

test('tells of one stage and those before it', () => {
  const { graph } = twoSources();
  assert.equal(
    graph.explain('both').stages.map(({ name }) => name),
    ['a', 'b', 'both'],
  );
  assert.throwsCode(
    () => graph.explain('bosh'),
    'MILLRACE_GRAPH',
    "explain: it has no stage 'bosh'; give one of 'a', 'b', 'both', 'counts'",
  );
});

test('is the same after a way through JSON', () => {
  const { graph, a, b } = twoSources();
  graph.run();
  a.next({ at: minute });
  const early = graph.explain();
  assert.equal(JSON.parse(JSON.stringify(early)), early);
  b.complete();
  a.complete();
  const late = graph.explain();
  assert.equal(JSON.parse(JSON.stringify(late)), late);
});

test('counts what a stage that sorts holds in its state', () => {
  const graph = createGraph('sorting', { runtime: new ManualRuntime() });
  const events = new Subject<Visit>();
  const visits = graph.source('visits', events.pipe(eventTime({ timestamp, outOfOrderness: 500 })));
  graph.stage('sorted', visits, (input) => input.pipe(sortByTime({ late: 'drop' })));
  graph.run();
  events.next({ at: 1000 });
  const { stateSize, heldBy } = stageOf(graph, 'sorted');
  assert.equal([stateSize, heldBy?.name], [1, 'visits']);
});

test.run();
