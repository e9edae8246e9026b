import { Subject } from 'rxjs';
import { makeRows, Pressure, processingTime, RowSource } from '../../../../operators/index.ts';
import type { Rows } from '../../../../operators/index.ts';
import { createGraph } from '../../../../src/graph/index.ts';
import { ManualRuntime } from '../../../../src/runtime/index.ts';
import { createSink } from '../../../../src/sinks/index.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('the depth of a sink');

/** A graph of one source into one sink, whose deliveries wait until they are answered. */
async function setting() {
  const runtime = new ManualRuntime();
  const pressure = new Pressure({ high: 10 });
  const rows = new Subject<Rows<number[]>>();
  const answers: (() => void)[] = [];
  const graph = createGraph('depth', { runtime });
  const source = graph.source('batches', new RowSource(rows).pipe(processingTime()));
  const deliver = (): Promise<void> => new Promise((resolve) => answers.push(resolve));
  graph.sink('out', source, createSink<number[]>({ deliver }));
  const run = graph.run();
  await runtime.settle();
  const give = async (...values: number[][]): Promise<void> => {
    rows.next(makeRows({ values, pressure }));
    await runtime.settle();
  };
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await runtime.settle();
  };
  return { run, pressure, rows, give, answer };
}

test('counts a batch as the values in it', async () => {
  const { run, pressure, give, answer } = await setting();
  await give([1, 2, 3], []);
  await give([4, 5, 6, 7, 8, 9]);
  assert.is(pressure.depth, 10);
  assert.ok(pressure.paused);
  await answer();
  assert.is(pressure.depth, 6);
  run.stop();
});

test('is nothing once the graph has left, also when a delivery ends later', async () => {
  const { run, pressure, give, answer } = await setting();
  await give([1, 2, 3]);
  await give([4]);
  assert.is(pressure.depth, 4);
  run.stop();
  assert.is(pressure.depth, 0);
  await answer();
  await run.finished;
  assert.is(pressure.depth, 0);
});

test('stays after the end of the source until everything is written', async () => {
  const { run, pressure, rows, give, answer } = await setting();
  await give([1, 2, 3]);
  await give([4]);
  rows.complete();
  assert.is(pressure.depth, 4);
  await answer();
  assert.is(pressure.depth, 1);
  await answer();
  assert.is(pressure.depth, 0);
  await run.finished;
});

test.run();
