import { eventTime, mapAsync, StreamError } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, GraphRun } from '../../../src/graph/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';
import { suite } from '../../support/suite.ts';

const test = suite('what is known of checkpoints');

/** A graph whose stage `pairs` waits until it is let go. */
function heldGraph(release: Promise<void>): Graph {
  const graph = createGraph('held');
  const numbers = graph.source(
    'numbers',
    fromIterable([1, 2, 3]).pipe(eventTime({ timestamp: (n) => n, outOfOrderness: 0 })),
  );
  const pairs = graph.stage('pairs', numbers, (input) =>
    input.pipe(
      mapAsync(
        async (n) => {
          await release;
          return n;
        },
        { concurrency: 4, ordered: true },
      ),
    ),
  );
  graph.sink('out', pairs, new OnceReceiver<number>().sink());
  return graph;
}

function start(graph: Graph, store: CheckpointStore, told: unknown[] = []): GraphRun {
  return graph.run({ checkpoints: { store, every: '1h', onError: (error) => told.push(error) } });
}

async function* damaged(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1, 2, 3]);
}

const free = Promise.resolve();

test('names the stages that a barrier has not passed', async () => {
  let release!: () => void;
  const graph = heldGraph(
    new Promise((resolve) => {
      release = resolve;
    }),
  );
  assert.is(graph.checkpoints(), undefined);
  const run = start(graph, memoryStore());
  assert.equal(graph.checkpoints(), { stored: 0, failed: 0, refused: [] });
  await eventually(() => graph.checkpoints()?.current?.waitsFor.length === 2);
  const { current } = graph.explain().checkpoints ?? {};
  assert.equal(
    { ...current, took: 0 },
    { id: 1, took: 0, step: 'passing', waitsFor: ['pairs', 'out'] },
  );
  assert.match(graph.explain().text, " ago, waits for 'pairs', 'out'");
  release();
  await run.finished;
  const { stored, last, current: none } = graph.checkpoints() ?? {};
  assert.equal([stored, last?.id, none], [1, 1, undefined]);
  assert.match(graph.explain().text, 'checkpoints: 1 stored, the last (1) at ');
});

test('tells from which one the run went on', async () => {
  const store = memoryStore();
  await start(heldGraph(free), store).finished;
  const graph = heldGraph(free);
  await start(graph, store).finished;
  assert.is(graph.checkpoints()?.restored?.id, 1);
  assert.match(graph.explain().text, '\n  went on from checkpoint 1 of ');
});

test('tells which ones were refused', async () => {
  const store = memoryStore();
  await start(heldGraph(free), store).finished;
  await start(heldGraph(free), store).finished;
  const name = store.names().toSorted().at(-1) ?? '';
  await store.write(name, damaged());
  const graph = heldGraph(free);
  const run = start(graph, store);
  await run.finished;
  assert.is(graph.checkpoints()?.restored?.id, 1);
  assert.is(graph.checkpoints()?.refused[0]?.name, name);
  assert.match(graph.explain().text, `\n  checkpoint '${name}' was not used: `);
});

test('tells why the last one failed, and others no text that may hold a path', async () => {
  const store: CheckpointStore = {
    ...memoryStore(),
    write: () => {
      throw new StreamError('MILLRACE_FILE_UNWRITABLE', "cannot write '/secret/place'");
    },
  };
  const graph = heldGraph(free);
  const told: unknown[] = [];
  const run = start(graph, store, told);
  await eventually(() => told.length > 0);
  const { failed, stored, lastError } = graph.checkpoints() ?? {};
  assert.equal([failed, stored], [1, 0]);
  assert.equal(
    { ...lastError, at: 0 },
    { at: 0, code: 'MILLRACE_FILE_UNWRITABLE', text: "cannot write '/secret/place'" },
  );
  const explained = graph.explain();
  assert.match(explained.text, '; 1 failed, the last at ');
  assert.match(explained.text, '(MILLRACE_FILE_UNWRITABLE)');
  assert.is(JSON.stringify(explained).includes('secret'), false);
  run.stop();
  await run.finished;
});

test.run();
