import { from } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import { expectPanes, streamMarbles } from '../../../operators/testing/index.ts';
import { fixedWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { windowContract } from './windowContract.ts';

const test = suite('fixedWindow');
const aggregate = { n: count() };

windowContract(test, 'fixedWindow', (config) =>
  fixedWindow({ size: 10, late: 'drop', aggregate, ...config } as Parameters<
    typeof fixedWindow
  >[0]),
);

function windowsOf(times: readonly number[], config: { size: number; offset?: number }): string[] {
  const events = times.map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 4, outOfOrderness: 1_000 }));
  const { values } = collect(source.pipe(fixedWindow({ ...config, late: 'error', aggregate })));
  return values.map(({ window, value }) => `[${window.start},${window.end}) ${value.n}`);
}

// values

test('puts an event on a start into the window that begins there, and one on an end into the next', () => {
  assert.equal(windowsOf([0, 9, 10, 19, 20], { size: 10 }), ['[0,10) 2', '[10,20) 2', '[20,30) 1']);
});

test('puts times below zero where the grid says', () => {
  assert.equal(windowsOf([-1, -10, -11, 0], { size: 10 }), [
    '[-20,-10) 1',
    '[-10,0) 2',
    '[0,10) 1',
  ]);
});

for (const offset of [3, -7]) {
  test(`moves the grid by an offset of ${offset}, also below it`, () => {
    assert.equal(windowsOf([-8, -7, 2, 3, 12, 13], { size: 10, offset }), [
      '[-17,-7) 1',
      '[-7,3) 2',
      '[3,13) 2',
      '[13,23) 1',
    ]);
  });
}

test('gives one pane for each key, and one for all without a key', () => {
  const source = from(
    cutEvents(
      ['a', 'b', 'a'].map((value, at) => ({ value, at })),
      { size: 9, outOfOrderness: 0 },
    ),
  );
  const keyed = collect(
    source.pipe(fixedWindow({ size: 10, key: (word) => word, late: 'drop', aggregate })),
  );
  const whole = collect(source.pipe(fixedWindow({ size: 10, late: 'drop', aggregate })));
  expectPanes(keyed.values, [
    { key: 'a', value: { n: 2 } },
    { key: 'b', value: { n: 1 } },
  ]);
  expectPanes(whole.values, [{ key: undefined, value: { n: 3 } }]);
});

test('keeps keys apart that print the same', () => {
  const keys = [1, '1', 1n, true, 'true', null, 'null', undefined];
  const source = from(
    cutEvents(
      keys.map((value) => ({ value, at: 0 })),
      { size: 9, outOfOrderness: 0 },
    ),
  );
  const { values } = collect(
    source.pipe(fixedWindow({ size: 1, key: (value) => value, late: 'drop', aggregate })),
  );
  assert.equal(
    values.map(({ key }) => key),
    keys,
  );
});

// time

test('fires when the watermark reaches the last millisecond of the window, with the event that moved it', () => {
  const pane = {
    key: undefined,
    window: { start: 0, end: 10 },
    value: { n: 2 },
    timing: 'onTime',
    index: 0,
    final: true,
  } as const;
  streamMarbles(({ stream, expectStream }) => {
    const events = stream(
      { values: 'a-b-c-|', watermarks: 'x-8-9-|' },
      { timestamps: { a: 0, b: 9, c: 10 }, watermarks: { x: -1 } },
    );
    expectStream(
      events.pipe(fixedWindow({ size: 10, late: 'drop', aggregate })),
      { values: '----p-(q|)', watermarks: 'x-8-9-|' },
      {
        values: { p: pane, q: { ...pane, window: { start: 10, end: 20 }, value: { n: 1 } } },
        timestamps: { p: 9, q: 19 },
        watermarks: { x: -1 },
      },
    );
  });
});

test('does not visit the empty windows of years', () => {
  const year = 31_536_000_000;
  assert.equal(windowsOf([0, 1_000 * year], { size: 1 }), [
    '[0,1) 1',
    `[${1_000 * year},${1_000 * year + 1}) 1`,
  ]);
});

// late and out of order

test('takes events up to allowedLateness after the end, each with a pane of its own', () => {
  const events = [5, 12, 6, 14, 7, 15, 8].map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness: 0 }));
  const stream = source.pipe(
    fixedWindow({ size: 10, allowedLateness: 5, late: 'drop', aggregate }),
  );
  assert.equal(
    collect(stream).values.map(({ window, value, timing, index }) => [
      window.start,
      value.n,
      timing,
      index,
    ]),
    [
      [0, 1, 'onTime', 0],
      [0, 2, 'late', 1],
      [0, 3, 'late', 2],
      [10, 3, 'onTime', 0],
    ],
  );
});

test('fires an event of a window that was empty at its end as the first pane', () => {
  const source = from(
    cutEvents(
      [25, 3].map((at) => ({ value: at, at })),
      { size: 512, outOfOrderness: 0 },
    ),
  );
  const stream = source.pipe(
    fixedWindow({ size: 10, allowedLateness: '1m', late: 'error', aggregate }),
  );
  assert.equal(
    collect(stream).values.map(({ window, timing, index }) => [window.start, timing, index]),
    [
      [0, 'late', 0],
      [20, 'onTime', 0],
    ],
  );
});

// arguments

for (const [field, config, code] of [
  ['size', { size: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: '-5m' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: 1.5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: Number.NaN }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: '5 minutes' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['size', {}, 'MILLRACE_ARGUMENT_TYPE'],
  ['offset', { size: 10, offset: 0.5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { size: 10, offset: 'noon' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['offset', { size: 10, offset: 20 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { size: 10, offset: -11 }, 'MILLRACE_ARGUMENT_RANGE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as Parameters<
      typeof fixedWindow
    >[0];
    assert.throwsCode(() => fixedWindow(wrong), code, `fixedWindow: ${field}: expected `);
  });
}

test('refuses a config that is no object', () => {
  assert.throwsCode(
    () => fixedWindow(undefined as never),
    'MILLRACE_ARGUMENT_TYPE',
    'fixedWindow: config: expected an object',
  );
});

test.run();
