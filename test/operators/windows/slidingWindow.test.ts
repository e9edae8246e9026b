import { from } from 'rxjs';
import { count, min } from '../../../operators/aggregates/index.ts';
import { operatorsBehind } from '../../../operators/kernel/index.ts';
import { slidingWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { windowContract } from './windowContract.ts';
import type { BuildWindows } from './windowContract.ts';

const test = suite('slidingWindow');
const running = { n: count() };
const merged = { least: min((value: number) => value) };

for (const aggregate of [running, merged]) {
  const kept = suite(
    `slidingWindow with ${aggregate === running ? 'running totals' : 'merged slices'}`,
  );
  const build =
    (every: number): BuildWindows =>
    (config) => {
      const whole = { size: 12, every, late: 'drop', aggregate, ...config };
      return slidingWindow(whole as Parameters<typeof slidingWindow>[0]);
    };
  windowContract(kept, 'slidingWindow', build(5), build(12));
  kept.run();
}

function windowsOf(
  times: readonly number[],
  config: { size: number; every: number; offset?: number },
): string[] {
  const events = times.map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 4, outOfOrderness: 1_000 }));
  const { values } = collect(
    source.pipe(slidingWindow({ ...config, late: 'error', aggregate: running })),
  );
  return values.map(({ window, value }) => `[${window.start},${window.end}) ${value.n}`);
}

// values

test('puts an event into each window that holds it, starts in and ends out', () => {
  assert.equal(windowsOf([12], { size: 10, every: 5 }), ['[5,15) 1', '[10,20) 1']);
  assert.equal(windowsOf([10], { size: 10, every: 5 }), ['[5,15) 1', '[10,20) 1']);
  assert.equal(windowsOf([14], { size: 10, every: 5 }), ['[5,15) 1', '[10,20) 1']);
});

test('takes a size that is no multiple of the step', () => {
  assert.equal(windowsOf([4, 7], { size: 7, every: 3 }), ['[0,7) 1', '[3,10) 2', '[6,13) 1']);
});

test('moves the grid by an offset, below zero too', () => {
  assert.equal(windowsOf([-1], { size: 10, every: 5, offset: -2 }), ['[-7,3) 1', '[-2,8) 1']);
  assert.equal(windowsOf([-1], { size: 10, every: 5, offset: 3 }), ['[-7,3) 1', '[-2,8) 1']);
});

test('counts an event between windows as unassigned, where the step is larger than the size', () => {
  const source = from(
    cutEvents(
      [3, 4, 5, 9, 10].map((at) => ({ value: at, at })),
      { size: 512, outOfOrderness: 0 },
    ),
  );
  const stream = source.pipe(
    slidingWindow({ size: 4, every: 10, late: 'error', aggregate: running }),
  );
  assert.equal(
    collect(stream).values.map(({ window, value }) => [window.start, value.n]),
    [
      [0, 1],
      [10, 1],
    ],
  );
  assert.is(operatorsBehind(stream)[0]?.counters.unassigned, 3);
});

// time

test('does not visit the empty windows of years', () => {
  const far = 1_000 * 31_536_000_000;
  for (const aggregate of [running, merged]) {
    const source = from(
      cutEvents(
        [0, far].map((at) => ({ value: at, at })),
        { size: 512, outOfOrderness: 0 },
      ),
    );
    const stream = source.pipe(slidingWindow({ size: 3, every: 1, late: 'error', aggregate }));
    assert.equal(
      collect(stream).values.map(({ window }) => window.start),
      [-2, -1, 0, far - 2, far - 1, far],
    );
  }
});

// late and out of order

test('gives a late event to the windows that are still open, the others as they are', () => {
  const events = [8, 16, 7].map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness: 0 }));
  const stream = source.pipe(
    slidingWindow({ size: 10, every: 5, allowedLateness: 3, late: 'error', aggregate: running }),
  );
  assert.equal(
    collect(stream).values.map(({ window, value, timing }) => [window.start, value.n, timing]),
    [
      [0, 1, 'onTime'],
      [5, 1, 'onTime'],
      [5, 2, 'late'],
      [10, 1, 'onTime'],
      [15, 1, 'onTime'],
    ],
  );
});

test('forgets a late event when its windows are closed, also when no window has fired in between', () => {
  for (const aggregate of [running, merged]) {
    // 12 comes when its windows have passed without data, and 46 closes them before anything fires.
    const events = [5, 40, 12, 46, 95].map((at) => ({ value: at, at }));
    const source = from(cutEvents(events, { size: 512, outOfOrderness: 10 }));
    const stream = source.pipe(
      slidingWindow({ size: 10, every: 5, allowedLateness: 15, late: 'error', aggregate }),
    );
    const seen = collect(stream).values.map(({ window, value, timing }) => [
      window.start,
      Object.values(value)[0],
      timing,
    ]);
    const last = (at: number): number => (aggregate === running ? 1 : at);
    assert.equal(seen, [
      [0, last(5), 'onTime'],
      [5, last(5), 'onTime'],
      [10, last(12), 'late'],
      [35, last(40), 'onTime'],
      [40, aggregate === running ? 2 : 40, 'onTime'],
      [45, last(46), 'onTime'],
      [90, last(95), 'onTime'],
      [95, last(95), 'onTime'],
    ]);
  }
});

// cost

test('keeps as many rows for a small step as the slices need, however large size / every is', () => {
  for (const aggregate of [running, merged]) {
    const events = Array.from({ length: 400 }, (_, at) => ({ value: at, at: at * 10 }));
    const source = from(cutEvents(events, { size: 64, outOfOrderness: 0 }));
    const stream = source.pipe(slidingWindow({ size: 1_000, every: 10, late: 'error', aggregate }));
    let largest = 0;
    stream.subscribe(
      () => (largest = Math.max(largest, operatorsBehind(stream)[0]?.stateSize() ?? 0)),
    );
    // 100 slices in a window; merged ones once more for the older block, and some that are on their way.
    assert.ok(largest <= (aggregate === running ? 200 : 300), String(largest));
  }
});

// arguments

for (const [field, config, code] of [
  ['size', { size: 0, every: 5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['every', { size: 10 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['every', { size: 10, every: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['every', { size: 10, every: '-1s' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { size: 10, every: 5, offset: Infinity }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { size: 10, every: 5, offset: 5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { size: 10, every: 5, offset: -5 }, 'MILLRACE_ARGUMENT_RANGE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate: running, ...config } as unknown as Parameters<
      typeof slidingWindow
    >[0];
    assert.throwsCode(() => slidingWindow(wrong), code, `slidingWindow: ${field}: expected `);
  });
}

test.run();
