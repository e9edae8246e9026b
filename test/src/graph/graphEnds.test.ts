import { readdir } from 'node:fs/promises';
import { batch, count, eventTime, fixedWindow } from '../../../operators/index.ts';
import { fileStore, lmdbStore } from '../../../src/checkpoint/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, GraphRun } from '../../../src/graph/index.ts';
import type { Sink } from '../../../src/sinks/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('how a graph ends');

function numbersOf(name: string): Graph {
  const graph = createGraph(name);
  graph.source(
    'numbers',
    fromIterable([1, 2, 3]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  return graph;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const nobody = (): void => undefined;

/** A graph with two sinks; the calls of the first fail that are named here. */
function failing(called: (call: string) => void, ...calls: readonly string[]): Graph {
  const graph = createGraph('ends');
  const numbers = graph.source(
    'numbers',
    fromIterable([1, 2, 3]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  const sink = (name: string, fails: readonly string[]): Sink<number> => {
    const call = async (what: string): Promise<void> => {
      called(`${what} ${name}`);
      await turn();
      if (fails.includes(what)) throw new Error(`${what} failed`);
    };
    return {
      kind: 'failing',
      open: () => call('open'),
      write: () => call('write'),
      prepare: () => call('prepare'),
      commit: () => call('commit'),
      close: () => call('close'),
    };
  };
  graph.sink('bad', numbers, sink('bad', calls));
  graph.sink('good', numbers, sink('good', []));
  return graph;
}

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error as Error).message,
  );

for (const [name, make] of [
  ['fileStore', fileStore],
  ['lmdbStore', lmdbStore],
] as const) {
  test(`${name}: serves one running graph at a time, and another one after it`, () =>
    withFolder(async (folder) => {
      const store = make(folder);
      const run = (graph: string): GraphRun =>
        numbersOf(graph).run({ checkpoints: { store, every: '1h' } });
      const first = run('a');
      const text = "graph 'b': its store of checkpoints is in use by the running graph 'a'";
      await assert.rejectsCode(run('b').finished, 'MILLRACE_STORE_LOCKED', text);
      await first.finished;
      await run('a').finished;
      assert.ok(!(await readdir(folder)).includes('lock.json'));
    }));
}

test('a store that cannot be used is free for another graph', async () => {
  const store = memoryStore();
  let isDown = true;
  const list = (): Promise<readonly string[]> =>
    isDown ? Promise.reject(new Error('down')) : store.list();
  const shared: CheckpointStore = { ...store, list };
  const run = (): GraphRun => numbersOf('a').run({ checkpoints: { store: shared } });
  assert.is(await messageOf(run().finished), 'down');
  isDown = false;
  assert.is(await messageOf(run().finished), 'no failure');
});

test('all is closed whatever fails, and the first failure is told', () =>
  withFolder(async (folder) => {
    const calls: string[] = [];
    const run = (...fails: readonly string[]): GraphRun =>
      failing((call) => calls.push(call), ...fails).run({
        checkpoints: { store: fileStore(folder), every: '1h' },
      });
    assert.match(await messageOf(run('write', 'close').finished), 'write failed');
    assert.equal(calls.slice(-2), ['close bad', 'close good']);
    const alone = await messageOf(run('close').finished);
    assert.match(alone, "graph 'ends': stage 'bad' failed: ");
    assert.match(alone, 'close failed');
    // The folder is not locked by what came before.
    assert.is(await messageOf(run().finished), 'no failure');
  }));

test('a store that cannot be closed is told', async () => {
  const close = (): Promise<void> => Promise.reject(new Error('store stuck'));
  const run = (...calls: readonly string[]): GraphRun =>
    failing(nobody, ...calls).run({ checkpoints: { store: { ...memoryStore(), close } } });
  assert.is(await messageOf(run().finished), 'store stuck');
  assert.match(await messageOf(run('write').finished), 'write failed');
});

test('a failure behind drain is told there, and is no unhandled rejection of finished', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  try {
    let begun!: () => void;
    const writing = new Promise<void>((resolve) => (begun = resolve));
    const called = (call: string): void => void (call === 'write bad' && begun());
    const graph = failing(called, 'write');
    const run = graph.run({ checkpoints: { store: memoryStore(), every: '1h' } });
    await writing;
    assert.match(await messageOf(run.drain()), 'write failed');
    // Unhandled rejections are told when a turn has ended.
    for (let i = 0; i < 3; i += 1) await turn();
    assert.equal(unhandled, []);
    assert.match(await messageOf(run.finished), 'write failed');
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('drain without checkpoints sends what batches gather, and fires no window early', async () => {
  const graph = createGraph('gathers');
  async function* live(): AsyncGenerator<number> {
    yield* [1, 2, 3];
    await new Promise(() => undefined);
  }
  const numbers = graph.source(
    'numbers',
    fromIterable(live()).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  const gathered = graph.stage('gathered', numbers, (input) => input.pipe(batch({ count: 100 })));
  const windows = graph.stage('windows', numbers, (input) =>
    input.pipe(fixedWindow({ size: 100, late: 'drop', aggregate: { n: count() } })),
  );
  const got: unknown[] = [];
  gathered.stream.subscribe(({ values }) => void got.push(...values));
  windows.stream.subscribe(({ values }) => void got.push(...values));
  const run = graph.run();
  await eventually(() => graph.stats()[0]?.out === 3);
  await run.drain();
  assert.equal(got, [[1, 2, 3]]);
});

test.run();
