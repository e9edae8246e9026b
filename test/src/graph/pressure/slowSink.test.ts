import { count, eventTime, fixedWindow, mapEach, tapEach } from '../../../../operators/index.ts';
import type { Stream } from '../../../../operators/index.ts';
import type { CheckpointStore } from '../../../../src/checkpoint/index.ts';
import { createGraph } from '../../../../src/graph/index.ts';
import type { GraphRun } from '../../../../src/graph/index.ts';
import { ManualRuntime } from '../../../../src/runtime/index.ts';
import { createSink } from '../../../../src/sinks/index.ts';
import { fromIterable } from '../../../../src/sources/index.ts';
import * as assert from '../../../support/assert.ts';
import { memoryStore } from '../../../support/memoryStore.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('a slow sink');

const COUNT = 20_000;
const CHUNK = 64;
const MARKS = { high: 500, low: 100 };
const MAX_ROWS = 1_000;
/** A source pauses at its mark, and has given one chunk more than it knew of. */
const MOST = MARKS.high - 1 + CHUNK;

interface Slow {
  readonly run: GraphRun;
  /** What the sink has delivered, in order. */
  readonly delivered: readonly number[];
  /** How many values were between the source and the sink's end at once, at the most. */
  readonly peak: () => number;
  /** Lets it work for so long, or until it has ended. */
  pass(ms: number): Promise<void>;
}

/** Runs numbers, as fast as they are taken, through a stage into a sink of one row in a millisecond. */
function slow(
  stage: (numbers: Stream<number>) => Stream<number>,
  weightOf: (row: number) => number,
  store?: CheckpointStore,
): Slow {
  const runtime = new ManualRuntime();
  const [delivered, errors]: [number[], unknown[]] = [[], []];
  let [given, done, peak] = [0, 0, 0];
  const graph = createGraph('slow', { runtime });
  const numbers = Array.from({ length: COUNT }, (_, i) => i);
  const source = fromIterable(numbers, { chunkSize: CHUNK, pressure: MARKS, runtime }).pipe(
    eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
    tapEach(() => {
      given += 1;
      peak = Math.max(peak, given - done);
    }),
  );
  const rows = graph.stage('rows', graph.source('numbers', source), stage);
  const sink = createSink<number>({
    maxRows: MAX_ROWS,
    deliver: async (batch) => {
      await new Promise<void>((resolve) => void runtime.setTimer(resolve, batch.length));
      delivered.push(...batch);
      for (const row of batch) done += weightOf(row);
    },
  });
  graph.sink('out', rows, sink);
  const onError = (error: unknown): void => void errors.push(error);
  const run = graph.run(store && { checkpoints: { store, every: '2s', onError } });
  let isOver = false;
  run.finished.finally(() => (isOver = true)).catch(() => undefined);
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0 && !isOver; left -= 100) await runtime.settle(100);
  };
  return { run, delivered, peak: () => peak, pass };
}

const maps = (input: Stream<number>): Stream<number> =>
  input.pipe(
    mapEach((n: number) => n + 1),
    mapEach((n) => n - 1),
  );

/** Ten numbers to a row. */
const windows = (input: Stream<number>): Stream<number> =>
  input.pipe(
    fixedWindow({ name: 'tens', size: 10, late: 'drop', aggregate: { n: count() } }),
    mapEach(({ window }) => window.start),
  );

const every = (step: number): number[] => Array.from({ length: COUNT / step }, (_, i) => i * step);

test('holds what the marks of the source allow, and loses nothing', async () => {
  const { run, delivered, peak, pass } = slow(maps, () => 1);
  await pass(COUNT * 2);
  await run.finished;
  assert.equal(delivered, every(1));
  assert.ok(peak() <= MOST, `${peak()} values in flight`);
  assert.ok(peak() >= MARKS.high, `${peak()} values in flight, too few to tell anything`);
});

test('holds under checkpoints no more than its room for them and what the marks allow', async () => {
  const { run, delivered, peak, pass } = slow(maps, () => 1, memoryStore());
  await pass(COUNT * 2);
  await run.finished;
  assert.equal(delivered, every(1));
  assert.ok(peak() <= MAX_ROWS + MOST, `${peak()} values in flight`);
  assert.ok(peak() > MAX_ROWS, `${peak()} values in flight, too few to tell anything`);
});

test('holds no more while no checkpoint can be stored, and goes on when one can', async () => {
  let isFull = true;
  const kept = memoryStore();
  const store: CheckpointStore = {
    ...kept,
    write: (name, pieces) =>
      isFull ? Promise.reject(new Error('the disk is full')) : kept.write(name, pieces),
  };
  const { run, delivered, peak, pass } = slow(maps, () => 1, store);
  await pass(10_000);
  assert.equal(delivered, []);
  assert.ok(peak() <= MAX_ROWS + MOST, `${peak()} values in flight`);
  isFull = false;
  await pass(COUNT * 2);
  await run.finished;
  assert.equal(delivered, every(1));
  assert.ok(peak() <= MAX_ROWS + MOST, `${peak()} values in flight`);
});

for (const store of [undefined, memoryStore()]) {
  test(`holds rows of windows, not what went into them${store ? ', with checkpoints' : ''}`, async () => {
    const { run, delivered, peak, pass } = slow(windows, () => 10, store);
    await pass(COUNT * 2);
    await run.finished;
    assert.equal(delivered, every(10));
    const rows = (store === undefined ? 0 : MAX_ROWS) + MARKS.high + Math.ceil(CHUNK / 10);
    assert.ok(peak() <= (rows + 1) * 10, `${peak()} values in flight`);
    assert.ok(peak() >= MARKS.high * 10, `${peak()} values in flight, too few to tell anything`);
  });
}

test.run();
