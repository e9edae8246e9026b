import { ManualRuntime } from '../../../src/replay/index.ts';
import type { ReplayConfig } from '../../../src/replay/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { runBoard } from './boardRun.ts';
import type { BoardRun } from './boardRun.ts';

const context = {} as { expected: readonly string[] };
const test = suite('departures replayed', context);

const span = { from: Date.UTC(2001, 0, 2), to: Date.UTC(2001, 0, 2, 20) };

/** All panes of each stage in order and all counters, as one line each. */
function linesOf({ stats, ...stages }: BoardRun): string[] {
  const panes = Object.entries(stages).flatMap(([stage, all]) =>
    all.map((pane) => `${stage} ${JSON.stringify(pane)}`),
  );
  // How long a stage worked or waited are the only figures that may differ.
  const times = { busyMs: 0, idleMs: 0, backPressuredMs: 0, pausingMs: 0 };
  const counters = stats.map((counts) => JSON.stringify({ ...counts, ...times }));
  return [...panes, ...counters];
}

function same(actual: readonly string[], about: string): void {
  const { expected } = context;
  const at = expected.findIndex((line, i) => line !== actual[i]);
  if (at >= 0) assert.is(actual[at], expected[at], `${about}, line ${at}`);
  assert.is(actual.length, expected.length, about);
}

/** Lets virtual time pass while the file is read for real. */
async function drive(runtime: ManualRuntime, step: number, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await new Promise((resolve) => setImmediate(resolve));
    runtime.advance(step);
  }
}

test.before(async () => {
  context.expected = linesOf(await runBoard({ speed: 'max', ...span }));
});

test('is a run with corrections and late flights of each kind', () => {
  for (const stage of ['airports', 'routes', 'busiest', 'disruptions']) {
    const mark = new RegExp(`^${stage} .*"timing":"late"`);
    assert.ok(
      context.expected.some((line) => mark.test(line)),
      `${stage} has corrections`,
    );
  }
  for (const stage of ['airports', 'routes', 'disruptions']) {
    const mark = new RegExp(`^\\{"name":"${stage}",.*"late":[1-9]`);
    assert.ok(
      context.expected.some((line) => mark.test(line)),
      `${stage} has late flights`,
    );
  }
});

for (const chunkSize of [1, 7, 64, 512]) {
  test(`gives the same panes in the same order in chunks of ${chunkSize}`, async () => {
    const run = await runBoard({ speed: 'max', chunkSize, ...span });
    same(linesOf(run), `chunks of ${chunkSize}`);
  });
}

const PACES: readonly (readonly [speed: number, step: number, chunkSize: number])[] = [
  [36_000, 1, 512],
  [36_000, 7, 64],
  [600_000, 1, 512],
  [600, 1_000, 7],
];

for (const [speed, step, chunkSize] of PACES) {
  test(`gives the same at ${speed} times real, steps of ${step} ms, chunks of ${chunkSize}`, async () => {
    const runtime = new ManualRuntime();
    const config: ReplayConfig = { speed, chunkSize, runtime, ...span };
    const run = await runBoard(config, (isDone) => drive(runtime, step, isDone));
    same(linesOf(run), `${speed} times real`);
    const took = runtime.monotonic() * speed;
    assert.ok(took >= span.to - span.from - 3_600_000, 'the clock has passed the whole slice');
  });
}

test.run();
