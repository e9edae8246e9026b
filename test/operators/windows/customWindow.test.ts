import { from } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import { operatorsBehind } from '../../../operators/kernel/index.ts';
import { customWindow } from '../../../operators/windows/index.ts';
import type { CustomWindowConfig, Window } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { checkCustomWindow } from './windowChecks.ts';
import { windowContract } from './windowContract.ts';

const test = suite('customWindow');
const aggregate = { n: count() };

type Config = CustomWindowConfig<number, undefined, typeof aggregate>;

const tens = (at: number): Window[] => {
  const start = Math.floor(at / 10) * 10;
  return [{ start, end: start + 10 }];
};

windowContract(test, 'customWindow', (config) =>
  customWindow({ windowsOf: tens, late: 'drop', aggregate, ...config } as Parameters<
    typeof customWindow
  >[0]),
);

function run(times: readonly number[], windowsOf: Config['windowsOf']) {
  const events = times.map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness: 0 }));
  const stream = source.pipe(customWindow({ windowsOf, late: 'drop', aggregate }));
  return { ...collect(stream), counters: operatorsBehind(stream)[0]?.counters };
}

// values

test('keeps windows apart that end together and begin at different times', () => {
  const windowsOf = (at: number): Window[] =>
    at < 5 ? [{ start: 0, end: 10 }] : [0, 5].map((start) => ({ start, end: 10 }));
  const { values } = run([1, 7], windowsOf);
  assert.equal(
    values.map(({ window, value }) => [window.start, window.end, value.n]),
    [
      [0, 10, 2],
      [5, 10, 1],
    ],
  );
});

test('counts events without a window as unassigned', () => {
  const { values, counters } = run([1, 12, 25], (at) => (at === 12 ? [] : tens(at)));
  assert.equal([values.length, counters?.unassigned], [2, 1]);
});

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 400; seed += 1) checkCustomWindow(seed);
});

// errors and completion

const wrong: readonly (readonly [about: string, windows: unknown, text: string])[] = [
  ['nothing', undefined, 'expected an array of windows, got undefined'],
  ['one window', { start: 0, end: 10 }, 'expected an array of windows, got an object'],
  ['a window without an end', [{ start: 0 }], 'whole milliseconds, got 0 to undefined'],
  ['no window in the list', [null], 'whole milliseconds, got undefined to undefined'],
  ['half a millisecond', [{ start: 0.5, end: 10 }], 'whole milliseconds, got 0.5 to 10'],
  ['no end', [{ start: 0, end: Infinity }], 'whole milliseconds, got 0 to Infinity'],
  ['an empty window', [{ start: 5, end: 5 }], 'expected an end after the start, got [5, 5)'],
  [
    'descending ends',
    [
      { start: 0, end: 10 },
      { start: 0, end: 5 },
    ],
    'expected windows in ascending order of end, then start, each once, got [0, 10) before [0, 5)',
  ],
  [
    'the same window twice',
    [
      { start: 0, end: 10 },
      { start: 0, end: 10 },
    ],
    'got [0, 10) before [0, 10)',
  ],
];
for (const [about, windows, text] of wrong) {
  test(`fails for ${about}, after the panes before it`, () => {
    const { values, error } = run([1, 100, 150], (at) =>
      at === 150 ? (windows as Window[]) : tens(at),
    );
    assert.hasCode(error, 'MILLRACE_CALLBACK', 'customWindow: windowsOf: expected ');
    assert.ok((error as Error).message.includes(text), (error as Error).message);
    assert.equal(
      values.map(({ window }) => window.start),
      [0],
    );
  });
}

test('fails when windowsOf throws', () => {
  const cause = new Error('no calendar');
  const { error } = run([1], () => {
    throw cause;
  });
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'threw Error: no calendar');
  assert.is((error as Error).cause, cause);
});

// arguments

test('refuses what is no function for windowsOf', () => {
  const config = {
    windowsOf: [{ start: 0, end: 10 }],
    late: 'drop',
    aggregate,
  } as unknown as Config;
  assert.throwsCode(
    () => customWindow(config),
    'MILLRACE_ARGUMENT_TYPE',
    'customWindow: windowsOf: expected a function, got an array of 1',
  );
});

test.run();
