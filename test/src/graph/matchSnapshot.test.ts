import { count, eventTime, fixedWindow } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { CheckpointConfig, GraphRun } from '../../../src/graph/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
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
  await (await named(store, 'counts', 'perMinute')).checkpoint().catch(() => undefined);
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

test.run();
