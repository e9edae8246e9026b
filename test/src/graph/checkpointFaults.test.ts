import { map, take } from 'rxjs';
import { each, eventTime, mapAsync, scanByKey } from '../../../operators/index.ts';
import type { Chunk, Stream } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { CheckpointConfig, Graph, GraphRun, Stage } from '../../../src/graph/index.ts';
import { createSink } from '../../../src/sinks/index.ts';
import type { Sink } from '../../../src/sinks/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';
import { suite } from '../../support/suite.ts';

const test = suite('faults around checkpoints');

const numbers = (graph: Graph, name: string, length: number, chunkSize = 1): Stage<number> =>
  graph.source(
    name,
    fromIterable(
      Array.from({ length }, (_, n) => n),
      { chunkSize },
    ).pipe(eventTime({ timestamp: (n) => n, outOfOrderness: 0 })),
  );

function config(store: CheckpointStore, more: Partial<CheckpointConfig> = {}): CheckpointConfig {
  return { store, every: '1h', onError: (error) => assert.unreachable(String(error)), ...more };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A gate that calls wait at, until it is opened. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

test('a barrier that comes when its checkpoint was given up is not taken for the one of the next', async () => {
  const store = memoryStore();
  const receiver = new OnceReceiver<number>();
  const errors: string[] = [];
  const { open, passed } = gate();
  let isOpen = false;
  const graph = createGraph('slow');
  const slow = graph.stage('slow', numbers(graph, 'n', 300), (input) =>
    input.pipe(
      mapAsync(async (n: number) => {
        if (n === 40 && !isOpen) await passed;
        return n;
      }),
      scanByKey({ key: () => 'all', seed: () => 0, reduce: (sum, n) => sum + n }),
    ),
  );
  const sums = graph.stage('sums', slow, (input) =>
    input.pipe(map((chunk) => ({ ...chunk, values: chunk.values.map(({ value }) => value) }))),
  );
  graph.sink('out', sums, receiver.sink());
  let seen = 0;
  slow.stream.subscribe(({ values }) => (seen += values.length));
  const onError = (error: unknown): void => void errors.push((error as Error).message);
  const run = graph.run({ checkpoints: config(store, { timeout: '30ms', onError }) });
  await eventually(() => seen === 40);
  assert.hasCode(await failure(run.checkpoint()), 'MILLRACE_TIMEOUT', "has not passed 'slow'");
  const next = run.checkpoint();
  isOpen = true;
  open();
  const stored = await next;
  assert.is(stored.id, 2);
  await run.finished;
  assert.is(errors.length, 1);
  assert.is(receiver.rows.at(-1), (300 * 299) / 2);
  assert.is(receiver.rows.length, 300);
});

/** A stage of RxJS's own that ends early. */
const firstChunks =
  (count: number) =>
  (input: Stream<number>): Stream<number> =>
    input.pipe(take<Chunk<number>>(count));

test('a stage that ends before its sources leaves its sink nothing uncommitted', async () => {
  const store = memoryStore();
  const receiver = new OnceReceiver<number>();
  const graph = createGraph('early');
  const source = numbers(graph, 'n', 2_000);
  // The first chunk is the restore.
  graph.sink('out', graph.stage('few', source, firstChunks(6)), receiver.sink());
  await graph.run({ checkpoints: config(store) }).finished;
  assert.equal(receiver.rows, [0, 1, 2, 3, 4]);
});

test('a source that is left before its end does not keep the graph from ending, nor comes again', async () => {
  const store = memoryStore();
  const life = async (): Promise<readonly number[]> => {
    const receiver = new OnceReceiver<number>();
    const graph = createGraph('early');
    const few = graph.source(
      'few',
      fromIterable(
        Array.from({ length: 500 }, (_, n) => n),
        { chunkSize: 1 },
      ).pipe(
        eventTime({ timestamp: (n) => n, outOfOrderness: 0 }),
        each(take<number>(3), { stateless: true }),
      ),
    );
    graph.sink('out', few, receiver.sink());
    graph.sink('rest', numbers(graph, 'all', 100), new OnceReceiver<number>().sink());
    await graph.run({ checkpoints: config(store) }).finished;
    return receiver.rows;
  };
  assert.equal(await life(), [0, 1, 2]);
  const again = await life();
  assert.equal(again.slice(3), []);
});

test('a sink that fails fails whoever waits for a checkpoint, and the graph', async () => {
  const { open, passed } = gate();
  const sink: Sink<number> = {
    kind: 'breaking',
    open: () => undefined,
    write: async () => {
      await passed;
      throw new Error('broken');
    },
    prepare: async () => undefined,
    commit: async () => undefined,
    close: () => undefined,
  };
  const graph = createGraph('breaking');
  graph.sink('out', numbers(graph, 'n', 50), sink);
  const run = graph.run({ checkpoints: config(memoryStore()) });
  const over = failure(run.finished);
  await eventually(() => graph.stats().some(({ out }) => out > 0));
  const waits = failure(run.checkpoint());
  const drains = failure(run.drain());
  open();
  assert.match(String(await over), 'broken');
  assert.hasCode(await waits, 'MILLRACE_GRAPH', 'the graph is over');
  assert.match(String(await drains), 'broken');
});

test('a sink that does not prepare in time is told, and the next checkpoint has its rows', async () => {
  const receiver = new OnceReceiver<number>();
  const inner = receiver.sink();
  const { open, passed } = gate();
  let isSlow = true;
  const sink: Sink<number> = {
    kind: 'slow',
    open: (context) => inner.open(context),
    write: (rows) => inner.write(rows),
    prepare: async (checkpoint) => {
      if (isSlow) await passed;
      return inner.prepare(checkpoint);
    },
    commit: (prepared) => inner.commit(prepared),
    close: () => inner.close(),
  };
  const errors: string[] = [];
  const graph = createGraph('slow');
  graph.sink('out', numbers(graph, 'n', 40), sink);
  const onError = (error: unknown): void => void errors.push((error as Error).message);
  const checkpoints = config(memoryStore(), { timeout: '30ms', every: '5ms', onError });
  const run = graph.run({ checkpoints });
  await eventually(() => errors.length > 0);
  isSlow = false;
  open();
  await run.finished;
  assert.match(errors[0] as string, 'a sink or feed has not prepared its part within 30 ms');
  assert.equal(
    receiver.rows,
    Array.from({ length: 40 }, (_, n) => n),
  );
});

test('what is thrown by a function that is told of checkpoints is no failure of them', async () => {
  const warned: string[] = [];
  const listen = (warning: Error): void => void warned.push(warning.message);
  process.on('warning', listen);
  const receiver = new OnceReceiver<number>();
  const graph = createGraph('told');
  graph.sink('out', numbers(graph, 'n', 20), receiver.sink());
  const store = memoryStore();
  const onStored = (): never => {
    throw new Error('not interested');
  };
  await graph.run({ checkpoints: config(store, { onStored }) }).finished;
  await eventually(() => warned.length > 0);
  process.off('warning', listen);
  assert.match(
    warned[0] as string,
    "graph 'told': onStored or onError of its checkpoints threw: not interested",
  );
  assert.is(receiver.rows.length, 20);
});

test('refuses one source in two places', () => {
  const graph = createGraph('shared');
  const source = fromIterable([1, 2, 3]);
  const timed = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  graph.source('a', source.pipe(timed));
  graph.source('b', source.pipe(timed));
  assert.throwsCode(
    () => graph.run({ checkpoints: config(memoryStore()) }),
    'MILLRACE_GRAPH',
    "sources 'a' and 'b' are made of the same one",
  );
});

test('a checkpoint can be asked for as soon as the graph runs', async () => {
  const graph = createGraph('soon');
  graph.sink(
    'out',
    numbers(graph, 'n', 20),
    createSink<number>({ deliver: async () => undefined }),
  );
  const run: GraphRun = graph.run({ checkpoints: config(memoryStore()) });
  assert.is((await run.checkpoint()).id, 1);
  await run.finished;
});

test.run();
