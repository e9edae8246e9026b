import { from, Subject } from 'rxjs';
import { collect as collectEvents, count } from '../../../operators/aggregates/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { timeDifferenceWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { checkTimeDifference } from './windowChecks.ts';
import { windowContract } from './windowContract.ts';

const test = suite('timeDifferenceWindow');
const aggregate = { n: count() };

type Config = Parameters<typeof timeDifferenceWindow>[0];

interface Rules {
  readonly difference: number;
  readonly lowestStart?: number;
  readonly allowedLateness?: number;
  readonly trigger?: { readonly everyEvent: true };
}

function run(rules: Rules, times: readonly number[], outOfOrderness: number) {
  const events = times.map((at) => ({ value: at, at }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness }));
  const stream = source.pipe(
    timeDifferenceWindow({
      late: 'drop',
      aggregate: { events: collectEvents<number>({ limit: 100, overflow: 'error' }) },
      ...rules,
    }),
  );
  const { values } = collect(stream);
  const rows = values.map(
    ({ window, value, timing }) =>
      `[${window.start},${window.end}) ${value.events.join(' ')} ${timing}`,
  );
  return { rows, info: operatorsBehind(stream)[0] };
}

// values

test('makes a window that ends with each event, and one behind it that holds the next', () => {
  assert.equal(run({ difference: 10 }, [20, 25], 100).rows, [
    '[10,21) 20 onTime',
    '[15,26) 20 25 onTime',
    '[21,32) 25 onTime',
  ]);
});

test('holds the events of one time where the difference is 0', () => {
  assert.equal(run({ difference: 0 }, [20, 20, 21], 100).rows, [
    '[20,21) 20 20 onTime',
    '[21,22) 21 onTime',
  ]);
});

test('holds events exactly the difference apart in one window, and none that are farther', () => {
  assert.equal(run({ difference: 10 }, [20, 30], 100).rows, [
    '[10,21) 20 onTime',
    '[20,31) 20 30 onTime',
    '[21,32) 30 onTime',
  ]);
  assert.equal(run({ difference: 10 }, [20, 31], 100).rows, [
    '[10,21) 20 onTime',
    '[21,32) 31 onTime',
  ]);
  assert.equal(run({ difference: 10 }, [20, 32], 100).rows, [
    '[10,21) 20 onTime',
    '[22,33) 32 onTime',
  ]);
});

test('takes events of one time together', () => {
  assert.equal(run({ difference: 10 }, [20, 20], 100).rows, ['[10,21) 20 20 onTime']);
});

test('bears times below zero, and lets them share a first window with a lowest start', () => {
  assert.equal(run({ difference: 10 }, [-3, 4], 100).rows, [
    '[-13,-2) -3 onTime',
    '[-6,5) -3 4 onTime',
    '[-2,9) 4 onTime',
  ]);
  const { rows, info } = run({ difference: 10, lowestStart: 0 }, [-3, 4, 9], 100);
  assert.equal(rows, ['[0,11) 4 9 onTime', '[5,16) 9 onTime']);
  assert.is(info?.counters.unassigned, 1);
});

test('fires with each event and each window that it makes, where the trigger asks for it', () => {
  const rules = { difference: 10, trigger: { everyEvent: true } } as const;
  assert.equal(run(rules, [20, 25, 22], 100).rows, [
    '[10,21) 20 early',
    '[15,26) 20 25 early',
    '[21,32) 25 early',
    '[12,23) 20 22 early',
    '[15,26) 20 22 25 early',
    '[21,32) 22 25 early',
    '[23,34) 25 early',
  ]);
});

// late and out of order

test('makes no window that is closed, and still the one behind a late event', () => {
  const { rows, info } = run({ difference: 10 }, [20, 25, 22], 0);
  assert.equal(rows, [
    '[10,21) 20 onTime',
    '[15,26) 20 22 25 onTime',
    '[21,32) 22 25 onTime',
    '[23,34) 25 onTime',
  ]);
  assert.is(info?.counters.late, 0);
});

test('an event is late when every window that could hold it is closed', () => {
  for (const [at, late] of [
    [20, 0],
    [19, 1],
  ] as const) {
    const { info } = run({ difference: 10 }, [30, at], 0);
    assert.is(info?.counters.late, late, `an event of ${at} at the watermark 29`);
  }
});

test('counts an event that no window ever holds as unassigned', () => {
  const { rows, info } = run({ difference: 10 }, [50, 45], 0);
  assert.equal(rows, ['[40,51) 45 50 onTime', '[46,57) 50 onTime']);
  assert.is(info?.counters.unassigned, 0);
  const alone = run({ difference: 10 }, [50, 39, 70], 4);
  assert.equal(alone.info?.counters.unassigned, 1);
});

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 700; seed += 1) checkTimeDifference(seed);
});

// state

test('frees events and windows as soon as the watermark has left them behind', () => {
  const source = new Subject<Chunk<number>>();
  const stream = source.pipe(
    timeDifferenceWindow({ difference: 10, late: 'drop', aggregate, allowedLateness: 5 }),
  );
  const subscription = stream.subscribe();
  const size = (watermark: number): number | undefined => {
    source.next(makeChunk<number>({ watermark }));
    return operatorsBehind(stream)[0]?.stateSize();
  };
  const [values, timestamps, before] = [[20, 25], [20, 25], -Infinity] as const;
  source.next(makeChunk<number>({ values, timestamps, before, watermark: 19 }));
  // Two events and three windows; the windows close at 25, 30 and 36, the events at 36 and 41.
  assert.equal([19, 24, 25, 29, 30, 35, 36, 40, 41].map(size), [5, 5, 4, 4, 3, 3, 1, 1, 0]);
  subscription.unsubscribe();
});

// errors, completion, late events, arguments that all windows share

windowContract(
  test,
  'timeDifferenceWindow',
  (config) =>
    timeDifferenceWindow({ difference: 10, late: 'drop', aggregate, ...config } as Config),
  // Events of one key also make the windows behind each other.
  (config) =>
    timeDifferenceWindow({
      difference: 10,
      key: String,
      late: 'drop',
      aggregate,
      ...config,
    } as Config),
);

for (const [field, config, code] of [
  ['difference', {}, 'MILLRACE_ARGUMENT_TYPE'],
  ['difference', { difference: -1 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['difference', { difference: '5 m' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['lowestStart', { difference: 5, lowestStart: '0' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['lowestStart', { difference: 5, lowestStart: 0.5 }, 'MILLRACE_ARGUMENT_RANGE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as Config;
    assert.throwsCode(
      () => timeDifferenceWindow(wrong),
      code,
      `timeDifferenceWindow: ${field}: expected `,
    );
  });
}

test.run();
