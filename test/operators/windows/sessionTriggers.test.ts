import { sessionWindow } from '../../../operators/windows/index.ts';
import type { FiringConfig } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { runSteps } from './firingSteps.ts';
import type { BuildSteps, Step, StepRun } from './firingSteps.ts';

const test = suite('triggers and accumulation of sessions');

type Options = FiringConfig & {
  readonly allowedLateness?: number;
  readonly touching?: boolean;
  readonly retractMerged?: boolean;
};

const session =
  (gap: number, options: Options): BuildSteps =>
  (config) =>
    sessionWindow({ gap, ...config, ...options });

/** What the tables of sessions look at: step, key, start, end, total, timing or retract. */
function sessions({ panes }: StepRun): unknown[] {
  return panes.map(({ step, pane }) => [
    step,
    pane.key,
    pane.window.start,
    pane.window.end,
    pane.value.total,
    pane.retract === true ? 'retract' : pane.timing,
  ]);
}

test('counts of sessions add up when they merge, also across a checkpoint', () => {
  const build = session(3_000, {
    touching: true,
    trigger: { count: 4 },
    accumulation: 'discarding',
  });
  const run = runSteps(build, [
    ['key2', 1, 0],
    ['key2', 2, 1_000],
    ['key2', 3, 2_500],
    ['key2', 4, 3_500],
    ['key1', 1, 10],
    ['key1', 2, 1_000],
    { checkpoint: true },
    ['key1', 3, 2_500],
    ['key1', 1, 6_000],
    ['key1', 2, 6_500],
    ['key1', 3, 7_000],
    ['key1', 10, 4_500],
  ]);
  assert.equal(sessions(run), [
    [3, 'key2', 0, 6_500, 10, 'early'],
    [11, 'key1', 10, 10_000, 22, 'early'],
  ]);
});

test('late events merge neither into each other nor into later sessions', () => {
  const build = session(3_000, { touching: true, accumulation: 'discarding' });
  const run = runSteps(build, [
    ['key2', 1, 1_000],
    { watermark: 1_999 },
    ['key2', 1, 2_000],
    { watermark: 4_998 },
    ['key2', 1, 4_500],
    ['key2', 1, 8_500],
    { watermark: 7_400 },
    ['key2', 1, 7_000],
    { watermark: 11_501 },
    ['key2', 1, 11_600],
    { watermark: 14_600 },
    ['key2', 1, 10_000],
    ['key2', 1, 10_100],
    ['key2', 1, 14_500],
    { watermark: 20_000 },
    { watermark: 100_000 },
  ]);
  assert.equal(sessions(run), [
    [8, 'key2', 1_000, 11_500, 5, 'onTime'],
    [10, 'key2', 11_600, 14_600, 1, 'onTime'],
    [14, 'key2', 14_500, 17_500, 1, 'onTime'],
  ]);
  assert.equal(
    run.late.map(([step, { timestamp }]) => [step, timestamp]),
    [
      [11, 10_000],
      [12, 10_100],
    ],
  );
  assert.is(run.size, 0);
});

test('sessions that close in silence fire once, with the time of their latest event', () => {
  const build = session(300_001, { trigger: { onClose: true }, resultTimestamp: 'latest' });
  const run = runSteps(build, [
    ['a', 1, 0],
    { watermark: -1 },
    ['d', 1, 0],
    ['d', 1, 150_000],
    { watermark: 149_999 },
    ['a', 1, 300_001],
    { watermark: 300_000 },
    ['a', 1, 450_001],
    { watermark: 450_000 },
  ]);
  assert.equal(sessions(run), [
    [6, 'a', 0, 300_001, 1, 'onTime'],
    [8, 'd', 0, 450_001, 2, 'onTime'],
  ]);
  assert.equal(
    run.panes.map(({ timestamp }) => timestamp),
    [0, 150_000],
  );
});

test('a session that grew or merged is first taken back under its old bounds', () => {
  const steps: Step[] = [
    ['k', 1, 0],
    ['k', 2, 30],
    ['k', 4, 30],
    ['k', 8, 15],
  ];
  const trigger = { everyEvent: true } as const;
  const merged = runSteps(session(20, { trigger, retractMerged: true }), steps);
  assert.equal(sessions(merged), [
    [0, 'k', 0, 20, 1, 'early'],
    [1, 'k', 30, 50, 2, 'early'],
    [2, 'k', 30, 50, 6, 'early'],
    [3, 'k', 0, 20, 1, 'retract'],
    [3, 'k', 30, 50, 6, 'retract'],
    [3, 'k', 0, 50, 15, 'early'],
  ]);
  const all = runSteps(session(20, { trigger, accumulation: 'retracting' }), steps);
  assert.equal(sessions(all).filter((row) => (row as unknown[])[5] === 'retract').length, 3);
});

test('a session that closes goes before the step of another one that was there earlier', () => {
  const build = session(10, {
    trigger: { everyEventTime: 5 },
    allowedLateness: 11,
    closePane: 'always',
  });
  const run = runSteps(build, [['k', 1, 30], ['k', 2, 15], { watermark: 20 }, { watermark: 36 }]);
  // Both are due at 35: one's close, 24 + 11, and the other's step.
  assert.equal(sessions(run), [
    [2, 'k', 15, 25, 2, 'early'],
    [3, 'k', 15, 25, 2, 'onTime'],
    [3, 'k', 15, 25, 2, 'late'],
    [3, 'k', 30, 40, 1, 'early'],
  ]);
});

test.run();
