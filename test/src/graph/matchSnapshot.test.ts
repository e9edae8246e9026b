import {
  count,
  countWindow,
  eventTime,
  fixedWindow,
  intervalJoin,
  mean,
  sessionWindow,
} from '../../../operators/index.ts';
import type { RowSource, Stream } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { CheckpointConfig, GraphRun } from '../../../src/graph/index.ts';
import type { Changes } from '../../../src/graph/changes.ts';
import { matchSnapshot } from '../../../src/graph/matchSnapshot.ts';
import { fromIterable, pulledSource } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { suite } from '../../support/suite.ts';

const test = suite('matchSnapshot');

function config(store: CheckpointStore, more: Partial<CheckpointConfig> = {}): CheckpointConfig {
  return { store, every: '1h', onError: (error) => assert.unreachable(String(error)), ...more };
}

/** Sums by key, with a stage and an operator of these names. */
async function named(
  store: CheckpointStore,
  stage: string,
  name: string,
  changes: Partial<CheckpointConfig> = {},
): Promise<GraphRun> {
  const graph = createGraph('names');
  const source = graph.source(
    'numbers',
    fromIterable([1, 2, 3, 4, 5, 6], { chunkSize: 1 }).pipe(
      eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
    ),
  );
  graph.stage(stage, source, (input) =>
    input.pipe(fixedWindow({ name, size: 100, late: 'drop', aggregate: { n: count() } })),
  );
  const run = graph.run({ checkpoints: config(store, changes) });
  return run;
}

test('tells what a changed graph would lose, and takes new names and what is to be forgotten', async () => {
  const store = memoryStore();
  const first = await named(store, 'counts', 'perMinute');
  await first.finished;
  const fails = async (run: GraphRun): Promise<unknown> =>
    run.finished.then(
      () => undefined,
      (error: unknown) => error,
    );
  const other = await fails(await named(store, 'totals', 'perMinute'));
  assert.hasCode(other, 'MILLRACE_GRAPH_CHANGED', "it has no 'counts/perMinute' (fixedWindow)");
  const renamed = { totals: 'counts' };
  assert.is(await fails(await named(store, 'totals', 'perMinute', { renamed })), undefined);
  const path = { 'totals/hours': 'totals/perMinute' };
  assert.is(await fails(await named(store, 'totals', 'hours', { renamed: path })), undefined);
  const dropped = ['totals'];
  assert.is(await fails(await named(store, 'new', 'hours', { dropped })), undefined);
});

const TAKEN = { 'a/sum': 'scanByKey', 'b/sum': 'scanByKey' };
const STATE = { 'a/sum': 1, 'b/sum': 2 };
const none: Changes = { renamed: {}, dropped: [] };

/** What of that checkpoint the operators of these stages get. */
function matched(stages: readonly string[], changes: Partial<Changes>, more?: unknown): unknown {
  const now = Object.fromEntries(stages.map((stage) => [`${stage}/sum`, 'scanByKey']));
  const taken = { operators: TAKEN, snapshot: STATE, more };
  return matchSnapshot('g', now, taken, { ...none, ...changes });
}

test('a rename counts before a new stage that has the old name, in any order, and once', () => {
  for (const stages of [
    ['a', 'c', 'b'],
    ['c', 'a', 'b'],
  ])
    assert.equal(matched(stages, { renamed: { c: 'a' } }), { 'c/sum': 1, 'b/sum': 2 });
  const renamed = { a: 'b', b: 'a' };
  assert.equal(matched(['a', 'b'], { renamed }), { 'b/sum': 1, 'a/sum': 2 });
  assert.equal(matched(['a', 'b'], { renamed }, { renamed }), STATE);
  assert.equal(matched(['a', 'b'], { renamed: { a: 'gone' } }), STATE);
});

test('what is dropped begins anew once, also where it would fit', () => {
  const dropped = ['b'];
  assert.equal(matched(['a', 'b'], { dropped }), { 'a/sum': 1 });
  assert.equal(matched(['a', 'b'], { dropped }, { dropped }), STATE);
  assert.equal(matched(['a'], { dropped }, { dropped }), { 'a/sum': 1 });
  assert.equal(matched(['a', 'b'], { dropped: ['gone'] }, { dropped: ['gone'] }), STATE);
});

test('names in the config that mean nothing are told', () => {
  const told = (stages: readonly string[], changes: Partial<Changes>, text: string) =>
    assert.throwsCode(() => matched(stages, changes), 'MILLRACE_GRAPH_CHANGED', text);
  const twice = { renamed: { c: 'a', d: 'a' } };
  told(['c', 'd', 'b'], twice, "'c/sum' and 'd/sum' are both renamed from 'a/sum'");
  told(['a', 'c'], { renamed: { b: 'c' } }, "it saves nothing under the new name 'b'");
  told(['a', 'b', 'c'], { renamed: { c: 'z' } }, "its checkpoint has no 'z'");
  told(['a', 'b'], { dropped: ['z'] }, "dropped: its checkpoint has no 'z'");
  const fresh = { ...none, renamed: { z: 'y' } };
  const found = (): unknown => matchSnapshot('g', TAKEN, undefined, fresh);
  assert.throwsCode(found, 'MILLRACE_GRAPH_CHANGED', "under the new name 'z'");
});

test('a graph that is told its changes can be started again as it is', async () => {
  const store = memoryStore();
  await (
    await named(store, 'counts', 'perMinute')
  ).finished;
  const changes = { renamed: { totals: 'counts' }, dropped: ['numbers'] };
  for (let run = 0; run < 3; run += 1)
    await (
      await named(store, 'totals', 'perMinute', changes)
    ).finished;
});

type Build = (input: Stream<number>) => Stream<unknown>;

/** What a graph with this stage fails with behind a checkpoint of one with that. */
async function changedTo(
  then: Build,
  before: Build,
  made = fromIterable([1, 2, 3]),
): Promise<unknown> {
  const store = memoryStore();
  const start = async (build: Build, source: RowSource<number>): Promise<void> => {
    const graph = createGraph('shapes');
    const entered = source.pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 }));
    graph.stage('w', graph.source('numbers', entered), build);
    await graph.run({ checkpoints: config(store) }).finished;
  };
  await start(before, fromIterable([1, 2, 3]));
  return start(then, made).catch((error: unknown) => error);
}

test('state of another config is refused: windows, aggregates, joins', async () => {
  const late = 'drop';
  const aggregate = { n: count() };
  const minutes: Build = fixedWindow({ size: '1m', late, aggregate });
  assert.is(await changedTo(minutes, minutes), undefined);
  const join =
    (upper: number): Build =>
    (input) =>
      input.pipe(
        intervalJoin(input, { leftKey: (n) => n, rightKey: (n) => n, lower: 0, upper, late }),
      );
  for (const [then, before, text] of [
    [fixedWindow({ size: '7s', late, aggregate }), minutes, 'size 60000ms, aggregate'],
    [fixedWindow({ size: '1m', offset: 1, late, aggregate }), minutes, 'offset 1ms'],
    [fixedWindow({ size: '1m', late, aggregate: { n: mean(() => 1) } }), minutes, 'n: mean'],
    [
      sessionWindow({ gap: 5, late, aggregate }),
      sessionWindow({ gap: 6, late, aggregate }),
      'gap 6ms',
    ],
    [countWindow({ count: 5, aggregate }), countWindow({ count: 6, aggregate }), 'count 6'],
    [join(5), join(6), 'upper 6ms'],
  ] as const)
    assert.hasCode(await changedTo(then, before), 'MILLRACE_GRAPH_CHANGED', text);
});

test('a position of another reader is refused', async () => {
  const minutes: Build = fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } });
  const own = pulledSource<number>('fromMine', async function* read() {
    yield [1, 2, 3];
  });
  const text = "'numbers/source' was fromIterable and now is fromMine";
  assert.hasCode(await changedTo(minutes, minutes, own), 'MILLRACE_GRAPH_CHANGED', text);
});

test('checks the names in the config', () => {
  const wrong = { renamed: { a: 1 } } as unknown as Partial<CheckpointConfig>;
  const check = (more: Partial<CheckpointConfig>) => (): unknown =>
    createGraph('names').run({ checkpoints: config(memoryStore(), more) });
  assert.throwsCode(check(wrong), 'MILLRACE_ARGUMENT_TYPE', 'expected its old name, got 1');
  const dropped = { dropped: [1] } as unknown as Partial<CheckpointConfig>;
  assert.throwsCode(check(dropped), 'MILLRACE_ARGUMENT_TYPE', 'an array of names, got 1 in it');
});

test.run();
