import { Subject } from 'rxjs';
import {
  makeRows,
  mapAsync,
  mapEach,
  processingTime,
  RowSource,
} from '../../../operators/index.ts';
import { Pressure, union } from '../../../operators/index.ts';
import type { Rows } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, StageStats } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('back-pressure in a graph');

interface Setting {
  readonly graph: Graph;
  readonly runtime: ManualRuntime;
  readonly pressure: Pressure;
  give(count: number): void;
  /** Lets the oldest calls that are open end. */
  answer(count: number): Promise<void>;
}

/** A source, a quick stage, a slow one behind it, and a quick one on a branch of its own. */
function setting(): Setting {
  const runtime = new ManualRuntime();
  const graph = createGraph('slow', { runtime });
  const rows = new Subject<Rows<number>>();
  const answers: (() => void)[] = [];
  const slow = mapAsync<number, number>(
    (value) => new Promise((resolve) => answers.push(() => resolve(value))),
    { concurrency: 100, ordered: true },
  );
  const source = graph.source('numbers', new RowSource(rows).pipe(processingTime()));
  const quick = graph.stage('quick', source, (input) => input.pipe(mapEach((n) => n + 1)));
  graph.stage('store', quick, (input) => input.pipe(slow));
  graph.stage('other', source, (input) => input.pipe(mapEach((n) => n)));
  const pressure = new Pressure({ high: 4, low: 1 });
  return {
    graph,
    runtime,
    pressure,
    give: (count) =>
      rows.next(makeRows({ values: Array.from({ length: count }, () => 1), pressure })),
    answer: async (count) => {
      for (const end of answers.splice(0, count)) end();
      for (let i = 0; i < 5; i += 1) await Promise.resolve();
    },
  };
}

const timesOf = (stats: readonly StageStats[]): unknown =>
  stats.map(({ name, state, idleMs, backPressuredMs, pausingMs }) => [
    name,
    state,
    idleMs,
    backPressuredMs,
    pausingMs,
  ]);

test('counts for each stage how long it was idle, back-pressured, or paused the source', async () => {
  const { graph, runtime, pressure, give, answer } = setting();
  const run = graph.run();
  runtime.advance(2_000);
  give(3);
  runtime.advance(100);
  assert.ok(!pressure.paused);
  give(2);
  assert.ok(pressure.paused);
  runtime.advance(5_000);
  assert.equal(timesOf(graph.stats()), [
    ['numbers', 'backPressured', 0, 5_000, 0],
    ['quick', 'backPressured', 2_100, 5_000, 0],
    ['store', 'busy', 2_100, 0, 5_000],
    ['other', 'idle', 7_100, 0, 0],
  ]);
  await answer(4);
  assert.ok(!pressure.paused);
  runtime.advance(10_000);
  assert.equal(timesOf(graph.stats()), [
    ['numbers', 'idle', 0, 5_000, 0],
    ['quick', 'idle', 12_100, 5_000, 0],
    // One call is still open.
    ['store', 'busy', 12_100, 0, 5_000],
    ['other', 'idle', 17_100, 0, 0],
  ]);
  run.stop();
  assert.equal(
    graph.stats().map(({ state }) => state),
    ['idle', 'idle', 'idle', 'idle'],
  );
});

test('a stage is busy for a second after values came', () => {
  const { graph, runtime, give } = setting();
  const run = graph.run();
  give(1);
  runtime.advance(999);
  const states = (): unknown => graph.stats().map(({ state }) => state);
  assert.equal(states(), ['busy', 'busy', 'busy', 'busy']);
  runtime.advance(2);
  assert.equal(states(), ['idle', 'idle', 'busy', 'idle']);
  run.stop();
});

test('explains which boundary pauses which source, how much waits, and the marks', async () => {
  const { graph, give, answer } = setting();
  const run = graph.run();
  give(3);
  assert.ok(graph.explain().stages.every(({ backPressure }) => backPressure === undefined));
  give(2);
  const { stages, text } = graph.explain();
  const by = [{ stage: 'store', operator: 'mapAsync', held: 5 }];
  const expected = [{ source: 'numbers', by, depth: 5, high: 4, low: 1 }];
  assert.equal(
    stages.map(({ backPressure }) => backPressure),
    [expected, undefined, expected, undefined],
  );
  const lines = text.split('\n').map((line) => line.trim());
  const place = "5 in mapAsync of 'store'";
  assert.ok(
    lines.includes(`paused: 5 values wait behind it (pauses at 4, goes on at 1): ${place}`),
  );
  assert.ok(lines.includes(`pauses source 'numbers': ${place} (pauses at 4, goes on at 1)`));
  await answer(4);
  assert.ok(!graph.explain().text.includes('pauses'));
  run.stop();
});

test('is back-pressured while one source of a union within it is', () => {
  const runtime = new ManualRuntime();
  const graph = createGraph('two', { runtime });
  const rows = [new Subject<Rows<number>>(), new Subject<Rows<number>>()] as const;
  const entered = rows.map((subject, index) =>
    new RowSource(subject).pipe(processingTime({ name: `input ${index}` })),
  );
  graph.source('numbers', union(entered));
  const run = graph.run();
  const handles = [new Pressure({ high: 1, low: 0 }), new Pressure({ high: 1, low: 0 })] as const;
  for (const [index, pressure] of handles.entries())
    rows[index]?.next(makeRows({ values: [1], pressure }));
  const state = (): unknown => graph.stats()[0]?.state;
  runtime.advance(1_500);
  assert.is(state(), 'idle');
  handles[1].report(test, 1);
  assert.is(state(), 'backPressured');
  runtime.advance(700);
  handles[1].report(test, 0);
  assert.is(graph.stats()[0]?.backPressuredMs, 700);
  run.stop();
});

test.run();
