import { fixedWindow, globalWindow, slidingWindow } from '../../../operators/windows/index.ts';
import type { FiringConfig } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { runSteps } from './firingSteps.ts';
import type { BuildSteps, Step, StepRun } from './firingSteps.ts';

const test = suite('triggers, accumulation and the timestamps of panes');

type Options = FiringConfig & { readonly allowedLateness?: number };

const fixed =
  (options: Options): BuildSteps =>
  (config) =>
    fixedWindow({ size: 10, ...config, ...options });

/** What most tables look at: step, sizes, timing, index, final. */
function shown({ panes }: StepRun): unknown[] {
  return panes.map(({ step, pane: { value, timing, index, final, retract } }) =>
    retract === true
      ? [step, value.sizes, 'retract']
      : [step, value.sizes, timing, index, ...(final ? ['final'] : [])],
  );
}

const at = (...times: number[]): Step[] => times.map((time) => ['k', time, time] as const);

interface Row {
  readonly about: string;
  readonly options: Options;
  readonly steps: readonly Step[];
  readonly panes: readonly unknown[];
}

const firings: readonly Row[] = [
  {
    about: 'early by count: also each n events before the end, then at the end and for each event',
    options: { trigger: { early: { count: 2 } }, allowedLateness: 10 },
    steps: [...at(1, 2, 3, 4, 5), { watermark: 9 }, ...at(6), { watermark: 19 }],
    panes: [
      [1, [1, 2], 'early', 0],
      [3, [1, 2, 3, 4], 'early', 1],
      [5, [1, 2, 3, 4, 5], 'onTime', 2],
      [6, [1, 2, 3, 4, 5, 6], 'late', 3],
    ],
  },
  {
    about: 'nothing at the end when there is nothing new',
    options: { trigger: { early: { count: 2 } }, allowedLateness: 10 },
    steps: [...at(1, 2), { watermark: 9 }, ...at(3)],
    panes: [
      [1, [1, 2], 'early', 0],
      [3, [1, 2, 3], 'late', 1],
    ],
  },
  {
    about: 'emptyPanes: at the end also without anything new',
    options: { trigger: { early: { count: 2 } }, emptyPanes: true },
    steps: [...at(1, 2), { watermark: 9 }],
    panes: [
      [1, [1, 2], 'early', 0],
      [2, [1, 2], 'onTime', 1, 'final'],
    ],
  },
  {
    about: 'late by count: each n events after the end, and the rest is never shown',
    options: { trigger: { late: { count: 2 } }, allowedLateness: 10 },
    steps: [...at(1), { watermark: 9 }, ...at(2, 3, 4), { watermark: 19 }],
    panes: [
      [1, [1], 'onTime', 0],
      [3, [1, 2, 3], 'late', 1],
    ],
  },
  {
    about: "closePane 'ifNew': what no pane has shown comes at the close",
    options: { trigger: { late: { count: 2 } }, allowedLateness: 10, closePane: 'ifNew' },
    steps: [...at(1), { watermark: 9 }, ...at(2, 3, 4), { watermark: 18 }, { watermark: 19 }],
    panes: [
      [1, [1], 'onTime', 0],
      [3, [1, 2, 3], 'late', 1],
      [6, [1, 2, 3, 4], 'late', 2, 'final'],
    ],
  },
  {
    about: "closePane 'ifNew': nothing at the close when there is nothing new",
    options: { allowedLateness: 10, closePane: 'ifNew' },
    steps: [...at(1), { watermark: 9 }, { watermark: 19 }],
    panes: [[1, [1], 'onTime', 0]],
  },
  {
    about: "closePane 'always': one pane where end and close are one",
    options: { trigger: { early: { count: 1 } }, closePane: 'always' },
    steps: [...at(1), { watermark: 9 }],
    panes: [
      [0, [1], 'early', 0],
      [1, [1], 'onTime', 1, 'final'],
    ],
  },
  {
    about: 'count: each n events, before and after the end, never by the watermark',
    options: { trigger: { count: 2 }, allowedLateness: 10 },
    steps: [...at(1, 2, 3), { watermark: 9 }, ...at(4, 5), { watermark: 19 }],
    panes: [
      [1, [1, 2], 'early', 0],
      [4, [1, 2, 3, 4], 'onTime', 1],
    ],
  },
  {
    about: 'count, once: finished after the first pane',
    options: { trigger: { count: 2, once: true } },
    steps: [...at(1, 2, 3, 4), { watermark: 9 }],
    panes: [[1, [1, 2], 'early', 0, 'final']],
  },
  {
    about: 'everyEvent: a pane per event, none by the watermark',
    options: { trigger: { everyEvent: true }, allowedLateness: 10 },
    steps: [...at(1, 2), { watermark: 9 }, ...at(3, 4), { watermark: 19 }],
    panes: [
      [0, [1], 'early', 0],
      [1, [1, 2], 'early', 1],
      [3, [1, 2, 3], 'onTime', 2],
      [4, [1, 2, 3, 4], 'late', 3],
    ],
  },
  {
    about: 'onClose: one pane, when the window is closed',
    options: { trigger: { onClose: true }, allowedLateness: 10 },
    steps: [...at(1), { watermark: 9 }, ...at(2), { watermark: 18 }, { watermark: 19 }],
    panes: [[4, [1, 2], 'onTime', 0, 'final']],
  },
  {
    about: 'finishAtOnTime: the pane at the end is the last',
    options: { trigger: { finishAtOnTime: true }, allowedLateness: 10 },
    steps: [...at(1), { watermark: 9 }, ...at(2), { watermark: 19 }],
    panes: [[1, [1], 'onTime', 0, 'final']],
  },
  {
    about: 'everyEventTime: at each multiple after the first event, new or not, then at the end',
    options: { trigger: { everyEventTime: 3 }, allowedLateness: 5 },
    steps: [
      ...at(3),
      { watermark: 2 },
      { watermark: 3 },
      { watermark: 6 },
      ...at(4),
      { watermark: 9 },
      ...at(5),
    ],
    panes: [
      [3, [3], 'early', 0],
      [5, [3, 4], 'onTime', 1],
      [6, [3, 4, 5], 'late', 2],
    ],
  },
  {
    about: 'discarding: each pane shows what is new',
    options: { trigger: { early: { count: 2 } }, accumulation: 'discarding', allowedLateness: 10 },
    steps: [...at(1, 2, 3), { watermark: 9 }, ...at(4, 5)],
    panes: [
      [1, [1, 2], 'early', 0],
      [3, [3], 'onTime', 1],
      [4, [4], 'late', 2],
      [5, [5], 'late', 3],
    ],
  },
  {
    about: 'retracting: a correction takes the earlier pane back first',
    options: { accumulation: 'retracting', allowedLateness: 10 },
    steps: [...at(1), { watermark: 9 }, ...at(2, 3)],
    panes: [
      [1, [1], 'onTime', 0],
      [2, [1], 'retract'],
      [2, [1, 2], 'late', 1],
      [3, [1, 2], 'retract'],
      [3, [1, 2, 3], 'late', 2],
    ],
  },
  {
    about: 'early by processing time: from the first event that no pane has shown',
    options: { trigger: { early: { every: 5 } } },
    steps: [
      { processingTime: 100 },
      ...at(1),
      { processingTime: 103 },
      ...at(2),
      { processingTime: 104 },
      { processingTime: 105 },
      { processingTime: 200 },
      ...at(3),
      { processingTime: 205 },
      ...at(4),
      { watermark: 9 },
      { processingTime: 300 },
    ],
    panes: [
      [5, [1, 2], 'early', 0],
      [8, [1, 2, 3], 'early', 1],
      [10, [1, 2, 3, 4], 'onTime', 2, 'final'],
    ],
  },
];

for (const { about, options, steps, panes } of firings) {
  test(about, () => {
    const run = runSteps(fixed(options), steps);
    assert.equal(shown(run), panes);
    // A checkpoint after each step changes nothing.
    const cut = steps.flatMap((step): Step[] => [step, { checkpoint: true }]);
    const restored = runSteps(fixed(options), cut);
    const back = restored.panes.map((row) => ({ ...row, step: row.step / 2 }));
    assert.equal(shown({ ...restored, panes: back }), panes, 'restored after each step');
  });
}

test('onlyChanged: a pane that shows the same as the one before is held back', () => {
  const steps: Step[] = [['k', 1, 1], ['k', 0, 2], ['k', 2, 3], { watermark: 9 }];
  const largest = (onlyChanged: boolean) =>
    runSteps((config) => {
      const { aggregate } = config;
      const only = { total: aggregate.total };
      return fixedWindow({
        size: 10,
        ...config,
        aggregate: only as typeof aggregate,
        trigger: { everyEvent: true },
        onlyChanged,
      });
    }, steps).panes.map(({ step, pane }) => [step, pane.value.total, pane.index]);
  assert.equal(largest(true), [
    [0, 1, 0],
    [2, 3, 1],
  ]);
  assert.equal(largest(false).length, 3);
});

test('counts early panes, finished events and events that no pane has shown', () => {
  const finished = runSteps(fixed({ trigger: { count: 2, once: true } }), at(1, 2, 3, 4, 11));
  assert.equal([finished.counters.early, finished.counters.finished], [1, 2]);
  const unfired = runSteps(fixed({ trigger: { count: 2 } }), [...at(1, 2, 3), { watermark: 9 }]);
  assert.equal([unfired.counters.unfired, unfired.size], [1, 0]);
});

test('discarding with panes at the end and at the close: both empty, each with its indexes', () => {
  const { panes } = runSteps(
    fixed({
      trigger: { early: { count: 2 } },
      accumulation: 'discarding',
      emptyPanes: true,
      closePane: 'always',
      allowedLateness: 100,
      resultTimestamp: 'earliest',
    }),
    [{ watermark: -1 }, ...at(1, 2), { watermark: 49 }, { watermark: 149 }],
  );
  const rows = panes.map(({ step, timestamp, pane }) => [
    step,
    pane.value.sizes,
    timestamp,
    pane.timing,
    pane.index,
    pane.nonSpeculativeIndex,
    pane.final,
  ]);
  assert.equal(rows, [
    [2, [1, 2], 1, 'early', 0, -1, false],
    [3, [], 9, 'onTime', 1, 0, false],
    [4, [], 9, 'late', 2, 1, true],
  ]);
});

test('the timestamp of a pane: the end, the latest, the earliest new, the earliest ahead', () => {
  const steps: Step[] = [{ watermark: 4 }, ...at(3, 7, 6), { watermark: 9 }, ...at(2)];
  const timestamps = (resultTimestamp: 'end' | 'earliest' | 'earliestAhead' | 'latest') =>
    runSteps(fixed({ resultTimestamp, allowedLateness: 10 }), steps).panes.map(
      ({ timestamp }) => timestamp,
    );
  assert.equal(timestamps('end'), [9, 9]);
  assert.equal(timestamps('latest'), [7, 7]);
  assert.equal(timestamps('earliest'), [3, 2]);
  assert.equal(timestamps('earliestAhead'), [6, 9]);
});

test('sliding windows fire each by itself, and count an event as finished when none takes it', () => {
  const sliding: BuildSteps = (config) =>
    slidingWindow({ size: 10, every: 5, ...config, trigger: { count: 2, once: true } });
  const { panes, counters } = runSteps(sliding, at(6, 7, 8, 12));
  assert.equal(
    panes.map(({ step, pane }) => [step, pane.window.start, pane.value.sizes]),
    [
      [1, 0, [6, 7]],
      [1, 5, [6, 7]],
    ],
  );
  assert.is(counters.finished, 1);
});

test('the global window fires before the end of time where a trigger says so', () => {
  const global =
    (options: FiringConfig): BuildSteps =>
    ({ key, scheduler, aggregate }) =>
      globalWindow({ key, scheduler, aggregate, ...options });
  const counted = runSteps(global({ trigger: { count: 2 }, accumulation: 'discarding' }), [
    ...at(1, 2, 3, 4, 5),
    { watermark: Infinity },
  ]);
  assert.equal(shown(counted), [
    [1, [1, 2], 'early', 0],
    [3, [3, 4], 'early', 1],
  ]);
  assert.equal(
    counted.panes.map(({ timestamp }) => timestamp),
    [2, 4],
  );
  assert.equal([counted.counters.unfired, counted.size], [1, 0]);
  const stepped = runSteps(global({ trigger: { everyEventTime: 3_000 } }), [
    ['key2', 1, 3_000],
    ['key1', 1, 20],
    ['key1', 1, 0],
    { watermark: 1_000 },
    { watermark: 3_000 },
    { checkpoint: true },
    { watermark: 5_000 },
    { watermark: 6_000 },
    { watermark: Infinity },
  ]);
  assert.equal(
    stepped.panes.map(({ step, pane }) => [step, pane.key, pane.value.n, pane.timing]),
    [
      [4, 'key1', 2, 'early'],
      [7, 'key2', 1, 'early'],
      [7, 'key1', 2, 'early'],
      [8, 'key2', 1, 'onTime'],
      [8, 'key1', 2, 'onTime'],
    ],
  );
});

test('a hopping window takes events for as long as it is open, a pane for each', () => {
  const build: BuildSteps = (config) =>
    slidingWindow({
      size: 10,
      every: 5,
      lowestStart: 0,
      ...config,
      allowedLateness: 90,
      trigger: { everyEvent: true },
      resultTimestamp: 'latest',
    });
  const run = runSteps(build, [
    ...at(100),
    { watermark: 99 },
    ...at(0, 4, 5, 6, 105),
    { watermark: 104 },
    ...at(106),
  ]);
  assert.equal(
    run.panes.map(({ pane, timestamp }) => [pane.window.start, pane.value.sizes, timestamp]),
    [
      [95, [100], 100],
      [100, [100], 100],
      [5, [5], 5],
      [5, [5, 6], 6],
      [100, [100, 105], 105],
      [105, [105], 105],
      [100, [100, 105, 106], 106],
      [105, [105, 106], 106],
    ],
  );
  assert.is(run.late.length, 2);
});

test.run();
