import { from } from 'rxjs';
import { mapEach } from '../../../operators/flow/index.ts';
import {
  fromArray,
  makeRows,
  operatorsBehind,
  RowSource,
  SideOutput,
} from '../../../operators/kernel/index.ts';
import type { Stream } from '../../../operators/kernel/index.ts';
import { eventTime } from '../../../operators/time/index.ts';
import type { EventTimeFields, Rejected } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('eventTime: values that may not enter');

const itself = (at: number): number => at;
const plain = { timestamp: itself, outOfOrderness: 0 } as const;

const enter = (
  times: readonly number[],
  config: Partial<EventTimeFields<number>>,
  chunkSize = 512,
): Stream<number> => fromArray(times, { chunkSize }).pipe(eventTime({ ...plain, ...config }));

for (const wrong of [
  Number.NaN,
  1.5,
  Infinity,
  Number.MAX_SAFE_INTEGER,
  -8.64e15 - 1,
  '5',
  undefined,
  null,
  new Date(5),
  5n,
]) {
  test(`refuses ${String(wrong)} of type ${typeof wrong} as a timestamp`, () => {
    const stream = fromArray([1, 2, 3]).pipe(
      eventTime({ timestamp: (at) => (at === 2 ? (wrong as number) : at), outOfOrderness: 0 }),
    );
    const { values: seen, error } = collect(stream);
    assert.equal(seen, [1]);
    assert.hasCode(
      error,
      'MILLRACE_TIMESTAMP',
      'eventTime: timestamp: expected whole milliseconds since the epoch, at most 8.64e15 from it, got ',
    );
  });
}

test('takes the first and the last instant that there is', () => {
  assert.equal(collect(enter([-8.64e15, 8.64e15], {})).values, [-8.64e15, 8.64e15]);
});

for (const chunkSize of [1, 2, 512]) {
  test(`drops values without a timestamp, or gives them to an output, in runs of ${chunkSize}`, () => {
    const times = [5, Number.NaN, 7, Number.NaN];
    const dropping = enter(times, { invalid: 'drop' }, chunkSize);
    assert.equal(collect(dropping).values, [5, 7]);
    assert.is(operatorsBehind(dropping)[0]?.counters.invalid, 2);

    const output = new SideOutput<Rejected<number>>();
    const rejected = collect(output.stream);
    assert.equal(
      collect(enter([Number.NaN, ...times], { invalid: output }, chunkSize)).values,
      [5, 7],
    );
    assert.equal(
      positions(rejected.chunks),
      [
        [-Infinity, 0],
        [4, 5],
        [6, 7],
      ].map(([before, timestamp]) => {
        const value = { value: Number.NaN, timestamp: Number.NaN, reason: 'invalidTimestamp' };
        return { value, timestamp, before, arrival: undefined };
      }),
    );
    assert.equal([rejected.completed, rejected.chunks.at(-1)?.watermark], [true, Infinity]);
  });

  test(`gives an output what was rejected before a failure, in runs of ${chunkSize}`, () => {
    const output = new SideOutput<Rejected<number>>();
    const rejected = collect(output.stream);
    const timestamp = (at: number): number => {
      if (at === 9) throw new Error('no time');
      return at;
    };
    const { values: seen, error } = collect(
      enter([Number.NaN, 9], { invalid: output, timestamp }, chunkSize),
    );
    assert.hasCode(error, 'MILLRACE_CALLBACK');
    assert.equal([seen, rejected.values.length, rejected.error], [[], 1, error]);
  });

  test(`fails when timestamp throws, after the values before it, in runs of ${chunkSize}`, () => {
    const cause = new Error('no time');
    const timestamp = (at: number): number => {
      if (at === 3) throw cause;
      return at;
    };
    for (const start of [[1, 2], []]) {
      const { values: seen, error } = collect(enter([...start, 3, 4], { timestamp }, chunkSize));
      assert.equal(seen, start);
      assert.hasCode(
        error,
        'MILLRACE_CALLBACK',
        'eventTime: a function given to it threw Error: no time',
      );
      assert.is((error as Error).cause, cause);
    }
  });

  test(`never sends a value twice when a run fails that follows one with rejects, in runs of ${chunkSize}`, () => {
    const timestamp = (at: number): number => {
      if (at === 9) throw new Error('no time');
      return at === 2 ? Number.NaN : at;
    };
    assert.equal(
      collect(enter([1, 2, 3, 9], { timestamp, invalid: 'drop' }, chunkSize)).values,
      [1, 3],
    );
  });
}

test('names the stages in its loop when one of them throws', () => {
  const failing = enter([1, 2], {}).pipe(
    mapEach((at) => {
      if (at === 2) throw new Error('no');
      return at;
    }),
  );
  const { values: seen, error } = collect(failing);
  assert.equal(seen, [1]);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'eventTime · mapEach: a function given to it threw Error: no',
  );
});

test('puts events too far ahead of the clock into quarantine, and does not let them move the watermark', () => {
  marbles(({ cold, scheduler }) => {
    const output = new SideOutput<Rejected<number>>();
    const ahead = collect(output.stream);
    const stream = cold('-----(abc|)', { a: 15, b: 16, c: 12 }).pipe(
      eventTime({ ...plain, maxAhead: 10, quarantine: output, scheduler }),
    );
    const collected = collect(stream);
    scheduler.flush();
    assert.equal(positions(collected.chunks), [
      { value: 15, timestamp: 15, before: -Infinity, arrival: undefined },
      { value: 12, timestamp: 12, before: 14, arrival: undefined },
    ]);
    assert.equal(positions(ahead.chunks), [
      {
        value: { value: 16, timestamp: 16, reason: 'aheadOfClock' },
        timestamp: 16,
        before: 14,
        arrival: undefined,
      },
    ]);
    assert.is(operatorsBehind(stream)[0]?.counters.quarantined, 1);
  });
});

test('measures in a replay from the recorded arrival, drops by default, and fails where that is asked for', () => {
  const rows = new RowSource(from([makeRows({ values: [50, 61, 70], arrivals: [40, 50, 60] })]));
  assert.equal(collect(rows.pipe(eventTime({ ...plain, maxAhead: 10 }))).values, [50, 70]);
  const { values: seen, error } = collect(
    rows.pipe(eventTime({ ...plain, maxAhead: 10, quarantine: 'error' })),
  );
  assert.equal(seen, [50]);
  assert.hasCode(
    error,
    'MILLRACE_TIMESTAMP',
    'eventTime: timestamp: 61 is further ahead of the clock than maxAhead',
  );
});

test.run();
