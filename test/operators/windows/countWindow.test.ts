import { from, NEVER, Subject } from 'rxjs';
import { count, customAggregate, sum } from '../../../operators/aggregates/index.ts';
import type { Aggregate } from '../../../operators/aggregates/index.ts';
import { operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk, StreamOperator } from '../../../operators/kernel/index.ts';
import { countWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { checkCountWindow } from './windowChecks.ts';

const test = suite('countWindow');
const aggregate = { events: inArrival((value: number) => value) };

/** The events in the order in which they were added and merged. */
function inArrival<T>(show: (value: T) => number) {
  return customAggregate({
    create: (): number[] => [],
    add: (state: number[], value: T) => [...state, show(value)],
    merge: (into, part) => [...into, ...part],
    result: (state) => state,
  });
}

operatorContract(test, {
  build: () => countWindow({ count: 1, aggregate: { n: count() } }),
});

interface Rules {
  readonly count: number;
  readonly every?: number;
  readonly partial?: boolean;
}

function run(rules: Rules, times: readonly number[]) {
  const events = times.map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness: 0 }));
  const stream = source.pipe(countWindow({ ...rules, aggregate }));
  return { ...collect(stream), info: operatorsBehind(stream)[0] };
}

// values

const cases: readonly (readonly [
  rules: Rules,
  panes: readonly (readonly number[])[],
  unassigned: number,
  unfired: number,
])[] = [
  [{ count: 1 }, [[1], [2], [3], [4], [5], [6], [7]], 0, 0],
  [
    { count: 3 },
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    0,
    1,
  ],
  [{ count: 8 }, [], 0, 7],
  [
    { count: 3, every: 2 },
    [
      [1, 2, 3],
      [3, 4, 5],
      [5, 6, 7],
    ],
    0,
    0,
  ],
  [
    { count: 4, every: 2 },
    [
      [1, 2, 3, 4],
      [3, 4, 5, 6],
    ],
    0,
    1,
  ],
  [
    { count: 2, every: 3 },
    [
      [1, 2],
      [4, 5],
    ],
    2,
    1,
  ],
  [
    { count: 3, every: 2, partial: true },
    [
      [1, 2],
      [2, 3, 4],
      [4, 5, 6],
    ],
    0,
    1,
  ],
  [
    { count: 2, every: 3, partial: true },
    [
      [2, 3],
      [5, 6],
    ],
    3,
    0,
  ],
];
for (const [rules, panes, unassigned, unfired] of cases) {
  test(`${JSON.stringify(rules)} of seven events gives ${JSON.stringify(panes)}`, () => {
    const { values, info } = run(rules, [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(
      values.map(({ value }) => value.events),
      panes,
    );
    assert.equal([info?.counters.unassigned, info?.counters.unfired], [unassigned, unfired]);
  });
}

test('a window goes from the earliest to the latest time, and arrival is the order', () => {
  const { values, chunks } = run({ count: 3 }, [50, -20, 30, 7, 8, 9]);
  assert.equal(
    values.map(({ window, value, timing, final }) => [window, value.events, timing, final]),
    [
      [{ start: -20, end: 51 }, [50, -20, 30], 'onTime', true],
      [{ start: 7, end: 10 }, [7, 8, 9], 'onTime', true],
    ],
  );
  assert.equal(
    chunks.flatMap(({ timestamps }) => [...timestamps]),
    [50, 9],
  );
});

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 800; seed += 1) checkCountWindow(seed);
});

// errors and completion

test('fails when key or an aggregate throws, after the panes before it', () => {
  const breaks = (value: number): number => {
    if (value === 4) throw new Error('broken');
    return value;
  };
  const chunk = chunkOf(
    [1, 2, 3, 4].map((at) => [at, at]),
    { watermark: 0 },
  );
  const operators: readonly StreamOperator<number, unknown>[] = [
    countWindow({ count: 2, key: (value: number) => breaks(value) > 0, aggregate: { n: count() } }),
    countWindow<number, { n: Aggregate<number, number> }>({
      count: 2,
      aggregate: { n: sum(breaks) },
    }),
  ];
  for (const operator of operators) {
    const { values, error } = collect(from([chunk]).pipe(operator));
    assert.hasCode(error, 'MILLRACE_CALLBACK', 'countWindow: a function given to it threw');
    assert.is(values.length, 1);
  }
});

// state

test('holds one row per key with an open window, and as many as overlapping windows need', () => {
  const sizes = [{ count: 10 }, { count: 10, every: 5 }, { count: 3, every: 6 }].map((rules) => {
    const source = new Subject<Chunk<number>>();
    const key = (value: number): number => value % 4;
    const stream = source.pipe(countWindow({ ...rules, key, aggregate: { n: count() } }));
    const subscription = stream.subscribe();
    const events = Array.from({ length: 83 }, (_, at) => [at, at] as const);
    source.next(chunkOf(events, { watermark: 0 }));
    const size = operatorsBehind(stream)[0]?.stateSize();
    subscription.unsubscribe();
    return size;
  });
  // 20 events of each key and one more of three: those have begun a window or half of one; each has
  // a full half where windows overlap; in gaps there is nothing, but one window of two events.
  assert.equal(sizes, [3, 4 + 3, 1]);
});

test('saves its state under the name it was given', () => {
  const named = countWindow({ count: 2, name: 'pairs', aggregate: { n: count() } });
  assert.is(operatorsBehind(NEVER.pipe(named))[0]?.stateName, 'pairs');
});

// arguments

for (const [field, config, code] of [
  ['count', {}, 'MILLRACE_ARGUMENT_TYPE'],
  ['count', { count: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['count', { count: 1.5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['every', { count: 2, every: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['partial', { count: 2, partial: 'yes' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['aggregate', { count: 2, aggregate: {} }, 'MILLRACE_ARGUMENT_TYPE'],
  ['key', { count: 2, key: 'name' }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { aggregate, ...config } as unknown as Parameters<typeof countWindow>[0];
    assert.throwsCode(() => countWindow(wrong), code, `countWindow: ${field}: expected `);
  });
}

test.run();
