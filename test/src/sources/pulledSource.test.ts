import { Pressure } from '../../../operators/index.ts';
import type { Rows } from '../../../operators/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { pulledSource } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('pulledSource');

interface Watched {
  readonly log: unknown[];
  readonly rows: Rows<number>[];
  readonly stop: () => void;
}

/** Subscribes and writes down the values of each run, the end and the error. */
function watch(source: ReturnType<typeof pulledSource<number>>): Watched {
  const log: unknown[] = [];
  const rows: Rows<number>[] = [];
  const subscription = source.rows.subscribe({
    next: (run) => {
      rows.push(run);
      log.push(run.values);
    },
    error: (error) => log.push(error),
    complete: () => log.push('end'),
  });
  return { log, rows, stop: () => subscription.unsubscribe() };
}

async function* arrays(...all: number[][]): AsyncGenerator<number[]> {
  for (const one of all) yield one;
}

test('emits nothing during subscription, then one run a turn', async () => {
  const runtime = new ManualRuntime();
  const source = pulledSource('test', () => arrays([1, 2, 3, 4, 5]), { chunkSize: 2, runtime });
  const { log } = watch(source);
  assert.equal(log, []);
  const seen: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    runtime.turn();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    seen.push(log.length);
  }
  assert.equal(seen, [1, 2, 3, 4]);
  assert.equal(log, [[1, 2], [3, 4], [5], 'end']);
  assert.is(source.counters.rows, 5);
});

test('passes over empty arrays', async () => {
  const runtime = new ManualRuntime();
  const { log } = watch(pulledSource('test', () => arrays([], [1], []), { runtime }));
  await runtime.settle();
  assert.equal(log, [[1], 'end']);
});

test('waits while its pressure handle is paused, and goes on when it is clear', async () => {
  const runtime = new ManualRuntime();
  const pressure = { high: 2, low: 1 };
  const source = pulledSource('test', () => arrays([1], [2], [3]), { pressure, runtime });
  const boundary = {};
  const log: unknown[] = [];
  let handle: Pressure | undefined;
  source.rows.subscribe((run) => {
    log.push(run.values);
    handle = run.pressure;
    handle?.report(boundary, log.length);
  });
  await runtime.settle();
  assert.equal(log, [[1], [2]]);
  handle?.report(boundary, 1);
  await runtime.settle();
  assert.equal(log, [[1], [2], [3]]);
});

test('pauses with all sources on its handle for what waits behind one of them', async () => {
  const runtime = new ManualRuntime();
  const pressure = new Pressure({ high: 2, low: 1 });
  const numbers = (first: number) => arrays([first], [first + 1], [first + 2]);
  const sources = [10, 20, 30].map((first) =>
    pulledSource('test', () => numbers(first), { pressure, runtime }),
  );
  const log: number[] = [];
  let held = 0;
  for (const source of sources)
    source.rows.subscribe((run) => {
      assert.is(run.pressure, pressure);
      log.push(...run.values);
      if (log.length > 3) pressure.report(log, (held += 1));
    });
  await runtime.settle();
  assert.equal(log, [10, 20, 30, 11, 21]);
  // Those that waited go on one after the other, until one has been given too much.
  for (let given = 6; given <= 9; given += 1) {
    pressure.report(log, (held -= 1));
    await runtime.settle();
    assert.is(log.length, given, log.join());
  }
  assert.equal(
    log.toSorted((a, b) => a - b),
    [10, 11, 12, 20, 21, 22, 30, 31, 32],
  );
});

test('gives each subscription a handle of its own', async () => {
  const runtime = new ManualRuntime();
  const source = pulledSource('test', () => arrays([1]), { runtime });
  const [first, second] = [watch(source), watch(source)];
  await runtime.settle();
  assert.ok(first.rows[0]?.pressure !== undefined);
  assert.ok(first.rows[0]?.pressure !== second.rows[0]?.pressure);
});

for (const [moment, pressed] of [
  ['between two turns', false],
  ['while it is paused', true],
] as const) {
  test(`closes its reader and gives no more when it is unsubscribed from ${moment}`, async () => {
    const runtime = new ManualRuntime();
    let closed = false;
    async function* read(signal: AbortSignal): AsyncGenerator<number[]> {
      try {
        while (!signal.aborted) yield [1];
      } finally {
        closed = true;
      }
    }
    const source = pulledSource('test', read, { runtime, pressure: { high: 1, low: 0 } });
    const watched = watch(source);
    runtime.turn();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    if (pressed) watched.rows[0]?.pressure?.report({}, 1);
    if (pressed) await runtime.settle();
    assert.is(watched.log.length, 1);
    watched.stop();
    await runtime.settle();
    assert.is(closed, true);
    assert.is(watched.log.length, 1);
    assert.is(runtime.pending, 0);
  });
}

test('aborts the signal on unsubscription, and does not tell the error that this causes', async () => {
  const runtime = new ManualRuntime();
  async function* read(signal: AbortSignal): AsyncGenerator<number[]> {
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
    yield [1];
  }
  const { log, stop } = watch(pulledSource('test', read, { runtime }));
  await runtime.settle();
  stop();
  await runtime.settle();
  assert.equal(log, []);
});

test('tells what the reader threw after the values before it', async () => {
  const runtime = new ManualRuntime();
  const cause = new Error('broken');
  async function* read(): AsyncGenerator<number[]> {
    yield [1];
    throw cause;
  }
  const { log } = watch(pulledSource('test', read, { runtime }));
  await runtime.settle();
  assert.equal(log[0], [1]);
  assert.hasCode(log[1], 'MILLRACE_CALLBACK', 'test: a function given to it threw Error: broken');
  assert.is((log[1] as Error).cause, cause);
});

test('refuses a bad run size and bad marks when it is made', () => {
  const make = (config: object) => () => pulledSource('test', () => arrays(), config);
  assert.throwsCode(make({ chunkSize: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'test: chunkSize');
  assert.throwsCode(make({ pressure: { high: 0 } }), 'MILLRACE_ARGUMENT_RANGE', 'Pressure: high');
});

test.run();
