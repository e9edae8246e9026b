import { map } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import { processingTime, values } from '../../../operators/time/index.ts';
import { cumulativeAssigner } from '../../../operators/windows/cumulativeAssigner.ts';
import { cumulativeWindow } from '../../../operators/windows/index.ts';
import type { CumulativeWindowConfig } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { checkCumulativeWindow } from './windowChecks.ts';
import { windowContract } from './windowContract.ts';

const test = suite('cumulativeWindow');
const aggregate = { n: count() };

type Config = CumulativeWindowConfig<number, undefined, typeof aggregate>;

windowContract(
  test,
  'cumulativeWindow',
  (config) =>
    cumulativeWindow({ size: 10, step: 5, late: 'drop', aggregate, ...config } as Parameters<
      typeof cumulativeWindow
    >[0]),
  (config) =>
    cumulativeWindow({ size: 10, step: 10, late: 'drop', aggregate, ...config } as Parameters<
      typeof cumulativeWindow
    >[0]),
);

// values

const cases: readonly (readonly [at: number, offset: number, windows: string])[] = [
  [0, 0, '[0,10) [0,20) [0,30)'],
  [9, 0, '[0,10) [0,20) [0,30)'],
  [10, 0, '[0,20) [0,30)'],
  [19, 0, '[0,20) [0,30)'],
  [20, 0, '[0,30)'],
  [29, 0, '[0,30)'],
  [30, 0, '[30,40) [30,50) [30,60)'],
  [-1, 0, '[-30,0)'],
  [-30, 0, '[-30,-20) [-30,-10) [-30,0)'],
  [-31, 0, '[-60,-30)'],
  [99, 100, '[70,100)'],
  [100, 100, '[100,110) [100,120) [100,130)'],
  [3, -7, '[-7,13) [-7,23)'],
];
for (const [at, offset, windows] of cases) {
  test(`an event of ${at} with offset ${offset} is in ${windows}`, () => {
    const assigned = cumulativeAssigner(30, 10, offset).windowsOf(at, undefined);
    assert.is(assigned.map(({ start, end }) => `[${start},${end})`).join(' '), windows);
  });
}

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 400; seed += 1) checkCumulativeWindow(seed);
});

// time

test('goes by processing time where the values entered by it', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const panes = cold('-a-b--c----|').pipe(
      processingTime({ watermarkEvery: 1, scheduler }),
      cumulativeWindow({ size: 10, step: 5, late: 'error', aggregate }),
      values(),
      map(({ window, value }) => `${window.end}: ${value.n}`),
    );
    expectObservable(panes).toBe('-----x----y|', { x: '5: 2', y: '10: 3' });
  });
});

// arguments

for (const [field, config, code] of [
  ['size', { size: 0, step: 5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: 12, step: 5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { size: 5, step: 10 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['size', { step: 5 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['step', { size: 10, step: -5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['step', { size: 10 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['offset', { size: 10, step: 5, offset: 'noon' }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as Config;
    assert.throwsCode(() => cumulativeWindow(wrong), code, `cumulativeWindow: ${field}: expected `);
  });
}

test.run();
