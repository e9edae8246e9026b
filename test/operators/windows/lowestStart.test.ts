import { count } from '../../../operators/aggregates/index.ts';
import { gridAssigner } from '../../../operators/windows/gridAssigner.ts';
import { makeGrid } from '../../../operators/windows/grid.ts';
import { fixedWindow, slidingWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { checkLowestStart } from './windowChecks.ts';
import { windowContract } from './windowContract.ts';

const test = suite('windows with a lowest start');
const aggregate = { n: count() };
const lowestStart = -1_000;

windowContract(test, 'fixedWindow', (config) =>
  fixedWindow({ size: 10, lowestStart, late: 'drop', aggregate, ...config } as Parameters<
    typeof fixedWindow
  >[0]),
);

// values

const cases: readonly (readonly [
  at: number,
  size: number,
  every: number,
  lowest: number,
  windows: string,
])[] = [
  [3, 10, 5, 0, '[0,10)'],
  [3, 10, 5, -5, '[-5,5) [0,10)'],
  [3, 10, 5, -4, '[0,10)'],
  [7, 10, 5, 0, '[0,10) [5,15)'],
  [-1, 10, 5, 0, ''],
  [3, 10, 10, 0, '[0,10)'],
  [3, 10, 10, 1, ''],
  [12, 10, 10, 1, '[10,20)'],
  [12, 10, 20, 0, ''],
  [-12, 10, 20, -100, '[-20,-10)'],
  [-9, 10, 20, -100, ''],
  [8, 7, 5, 0, '[5,12)'],
  [6, 7, 5, 0, '[0,7) [5,12)'],
];
for (const [at, size, every, lowest, windows] of cases) {
  test(`an event of ${at} is in "${windows}" of ${size} each ${every} from ${lowest} on`, () => {
    const assigned = gridAssigner(makeGrid(size, every, 0), lowest).windowsOf(at, undefined);
    assert.is(assigned.map(({ start, end }) => `[${start},${end})`).join(' '), windows);
  });
}

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 500; seed += 1) checkLowestStart(seed);
});

// arguments

for (const [value, code] of [
  ['0', 'MILLRACE_ARGUMENT_TYPE'],
  [0.5, 'MILLRACE_ARGUMENT_RANGE'],
  [Number.NaN, 'MILLRACE_ARGUMENT_RANGE'],
] as const) {
  test(`refuses ${String(value)} for lowestStart`, () => {
    const config = { size: 10, every: 5, late: 'drop', aggregate, lowestStart: value };
    for (const [owner, build] of Object.entries({ fixedWindow, slidingWindow })) {
      assert.throwsCode(() => build(config as never), code, `${owner}: lowestStart: expected `);
    }
  });
}

test.run();
