import { from } from 'rxjs';
import {
  ascending,
  bounded,
  count,
  customWatermark,
  eventTime,
  fixedWindow,
  fromArray,
  makeRows,
  partitioned,
  punctuated,
  RowSource,
  values,
} from '../../../operators/index.ts';
import type { WatermarkStrategy } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { collect } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('the rules of watermarks');

const plain = { timestamp: (at: number): number => at, outOfOrderness: 0 };
const partitionOf = (): number => 0;

const ticking = customWatermark<number, number>({
  create: () => 0,
  onEvent: () => undefined,
  onPeriodic: () => {
    throw new Error('broken');
  },
  snapshot: (state) => state,
  restore: Number,
});

// the future

test('makes no honest event late after one that is a day ahead, with maxAhead', () => {
  const day = 86_400_000;
  const honest = Array.from({ length: 50 }, (_, i) => i * 1_000);
  const times = [...honest.slice(0, 10), 10_000 + day, ...honest.slice(10)];
  const arrivals = times.map((_, i) => i * 1_000);
  for (const watermark of [bounded(0), partitioned({ partitionOf: () => 0, outOfOrderness: 0 })]) {
    const n = { n: count() };
    const window = fixedWindow<number, typeof n>({ size: '5s', late: 'error', aggregate: n });
    const seen: number[] = [];
    new RowSource(from([makeRows({ values: times, arrivals })]))
      .pipe(
        eventTime<number>({ timestamp: (at) => at, watermark, maxAhead: '1h' }),
        window,
        values(),
      )
      .subscribe((pane) => seen.push(pane.value.n));
    assert.equal(
      seen,
      Array.from({ length: 10 }, () => 5),
    );
  }
});

// errors

test('fails with the rule that throws or gives no number, after what came before', () => {
  for (const [rule, text] of [
    [() => Number.NaN, 'eventTime: watermark: expected milliseconds or undefined'],
    [
      () => {
        throw new Error('broken');
      },
      'eventTime: a function given to it threw Error: broken',
    ],
  ] as const) {
    const watermark = punctuated<number>((value) => (value < 2 ? value : rule()));
    const out = collect(fromArray([1, 2, 3]).pipe(eventTime({ timestamp: (at) => at, watermark })));
    assert.hasCode(out.error, 'MILLRACE_CALLBACK', text);
    assert.equal(out.values, [1, 2]);
  }
});

test('fails with a rule that throws at a tick', () => {
  marbles(({ cold, scheduler }) => {
    const config = { timestamp: plain.timestamp, watermark: ticking, periodic: 5, scheduler };
    const out = collect(cold<number>('-----').pipe(eventTime(config)));
    scheduler.flush();
    assert.hasCode(out.error, 'MILLRACE_CALLBACK', 'threw Error: broken');
    assert.is(scheduler.actions.length, 0);
  });
});

// arguments

for (const [text, config, code] of [
  ['watermark', { watermark: 'bounded' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['watermark', { watermark: ascending(), outOfOrderness: 1 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['outOfOrderness', {}, 'MILLRACE_ARGUMENT_TYPE'],
  ['periodic', { watermark: ticking }, 'MILLRACE_ARGUMENT_TYPE'],
  ['periodic', { outOfOrderness: 1, periodic: 1, raiseEvery: 1 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['raiseEvery', { outOfOrderness: 1, raiseEvery: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['whenQuiet', { outOfOrderness: 1, whenQuiet: 'sleep' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['whenQuiet', { outOfOrderness: 1, whenQuiet: {} }, 'MILLRACE_ARGUMENT_TYPE'],
  [
    'whenQuiet.advanceAfter',
    { outOfOrderness: 1, whenQuiet: { advanceAfter: -1 } },
    'MILLRACE_ARGUMENT_RANGE',
  ],
  [
    'whenQuiet',
    { outOfOrderness: 1, idleAfter: 1, whenQuiet: { idleAfter: 1 } },
    'MILLRACE_ARGUMENT_TYPE',
  ],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${text}`, () => {
    const full = { timestamp: plain.timestamp, ...config };
    assert.throwsCode(() => eventTime(full as never), code, `eventTime: ${text}: expected `);
  });
}

for (const [text, make, code] of [
  ['bounded: outOfOrderness', () => bounded(-1), 'MILLRACE_ARGUMENT_RANGE'],
  ['punctuated: watermarkOf', () => punctuated(1 as never), 'MILLRACE_ARGUMENT_TYPE'],
  ['customWatermark: create', () => customWatermark({} as never), 'MILLRACE_ARGUMENT_TYPE'],
  [
    'partitioned: partitionOf',
    () => partitioned({ outOfOrderness: 0 } as never),
    'MILLRACE_ARGUMENT_TYPE',
  ],
  [
    'partitioned: limit',
    () => partitioned({ partitionOf, outOfOrderness: 0, partitions: [0, 1, 2], limit: 2 }),
    'MILLRACE_ARGUMENT_RANGE',
  ],
] as readonly (readonly [string, () => WatermarkStrategy<number>, string])[]) {
  test(`refuses what is wrong for ${text}`, () => {
    assert.throwsCode(make, code as 'MILLRACE_ARGUMENT_TYPE', `${text}: expected `);
  });
}

test.run();
