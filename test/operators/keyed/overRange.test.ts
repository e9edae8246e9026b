import { from, pipe, Subject } from 'rxjs';
import { count, max, sum } from '../../../operators/aggregates/index.ts';
import { overRange } from '../../../operators/keyed/index.ts';
import type { OverRangeConfig } from '../../../operators/keyed/index.ts';
import {
  lateTo,
  makeChunk,
  operatorsBehind,
  SideOutput,
  SnapshotReader,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Late } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { reached } from './reached.ts';

const test = suite('overRange');

const own = (value: number): number => value;
const aggregate = { n: count(), total: sum(own) };

// With a range an event goes out when the watermark has reached it, not one before.
operatorContract(test, {
  build: () => pipe(reached(), overRange({ key: own, range: 5, late: 'drop', aggregate })),
});

const byRows = suite('overRange by rows');

operatorContract(byRows, {
  build: () => overRange({ key: own, rows: 2, late: 'drop', aggregate }),
});

byRows.run();

interface Trade {
  readonly at: number;
  readonly pair: string;
  readonly n: number;
}

const trades = (text: string): Trade[] =>
  text.split(' ').map((trade) => {
    const [pair = '', at, n] = trade.split(/(?<=[a-z])|:/);
    return { pair, at: Number(at), n: Number(n) };
  });

function run(config: object, text: string, outOfOrderness = 5): string[] {
  const events = trades(text).map((value) => ({ value, at: value.at }));
  const operator = overRange<Trade, { readonly total: ReturnType<typeof sum<Trade>> }, string>({
    key: ({ pair }) => pair,
    late: 'drop',
    aggregate: { total: sum(({ n }) => n) },
    ...config,
  });
  const { values, error } = collect(
    from(cutEvents(events, { size: 3, outOfOrderness })).pipe(operator),
  );
  if (error !== undefined) throw error as Error;
  return values.map(({ key, value, running }) => `${key}${value.at}=${running.total}`);
}

// values

test('covers the range of each event with both its ends, in order of event time', () => {
  const text = 'a1:1 a4:10 b2:5 a5:100 a9:1000';
  assert.equal(run({ range: 4 }, text), ['a1=1', 'b2=5', 'a4=11', 'a5=111', 'a9=1100']);
});

test('lets events of one timestamp cover each other, with a range of 0 alone', () => {
  const text = 'a1:1 a3:10 b3:7 a3:100 a4:1000';
  assert.equal(run({ range: 0 }, text), ['a1=1', 'a3=110', 'b3=7', 'a3=110', 'a4=1000']);
  assert.equal(run({}, text), ['a1=1', 'a3=111', 'b3=7', 'a3=111', 'a4=1111']);
});

test('covers the last events of the key by number, ties in order of arrival', () => {
  const text = 'a1:1 a3:10 b3:7 a3:100 a4:1000';
  assert.equal(run({ rows: 2 }, text), ['a1=1', 'a3=11', 'b3=7', 'a3=110', 'a4=1100']);
  assert.equal(run({ rows: 1 }, text), ['a1=1', 'a3=10', 'b3=7', 'a3=100', 'a4=1000']);
});

test('takes all events together without a key', () => {
  const events = [1, 2, 9].map((at) => ({ value: at, at }));
  const stream = from(cutEvents(events, { size: 1, outOfOrderness: 0 })).pipe(
    overRange({ range: 7, late: 'drop', aggregate: { most: max(own), n: count() } }),
  );
  assert.equal(collect(stream).values, [
    { key: undefined, value: 1, running: { most: 1, n: 1 } },
    { key: undefined, value: 2, running: { most: 2, n: 2 } },
    { key: undefined, value: 9, running: { most: 9, n: 2 } },
  ]);
});

// time

test('gives an event when the watermark reaches it, by rows one millisecond before', () => {
  for (const [config, told] of [
    [{ range: 3 }, [0, 1]],
    [{}, [0, 1]],
    [{ rows: 2 }, [1, 1]],
  ] as const) {
    const source = new Subject<Chunk<number>>();
    let seen = 0;
    const bounds: object = config;
    const operator = overRange<number, typeof aggregate>({ late: 'drop', aggregate, ...bounds });
    source.pipe(operator).subscribe(({ values }) => (seen += values.length));
    source.next(chunkOf([[5, 5]], { watermark: 4 }));
    const before = seen;
    source.next(makeChunk<number>({ watermark: 5 }));
    assert.equal([before, seen], told, JSON.stringify(config));
  }
});

// late

test('sends events at or behind the watermark where late says', () => {
  const output = new SideOutput<Late<number>>();
  const late: Late<number>[] = [];
  output.stream.subscribe(({ values }) => late.push(...values));
  const source = from([
    chunkOf([[5, 5]], { watermark: 5 }),
    chunkOf([[4, 4]], { before: 5, watermark: 5 }),
  ]);
  const config = { range: 3, aggregate };
  const { values } = collect(source.pipe(overRange({ ...config, late: lateTo(output) })));
  assert.is(values.length, 1);
  assert.equal(late, [
    { value: 4, timestamp: 4, watermark: 5, behind: 1, reason: 'behindWatermark' },
  ]);
  const { error } = collect(source.pipe(overRange({ ...config, late: 'error' })));
  assert.hasCode(error, 'MILLRACE_LATE', 'overRange: an event of 4 came when the watermark was 5');
});

// errors

test('fails when a function given to it throws, after what came before', () => {
  const cause = new Error('no number');
  const failing = sum((value: number) => {
    if (value === 2) throw cause;
    return value;
  });
  const source = from([
    chunkOf(
      [
        [1, 1],
        [2, 2],
      ],
      { watermark: 2 },
    ),
  ]);
  const stream = source.pipe(overRange({ rows: 2, late: 'drop', aggregate: { failing } }));
  const { values, error } = collect(stream);
  assert.equal(values, [{ key: undefined, value: 1, running: { failing: 1 } }]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'overRange: a function given to it threw');
});

test('refuses a saved state that is none', () => {
  const restored = makeChunk<number>({
    watermark: 0,
    control: { kind: 'restore', state: new SnapshotReader({ overRange: 7 }) },
  });
  const { error } = collect(from([restored]).pipe(overRange({ late: 'drop', aggregate })));
  assert.hasCode(error, 'MILLRACE_SNAPSHOT_UNREADABLE', 'overRange: saved state: expected');
});

// arguments

for (const [field, config, code] of [
  ['range', { range: '-5m' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['range', { range: '5 minutes' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['rows', { rows: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['rows', { rows: '2' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['rows', { rows: 2, range: 5 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['key', { key: 'pair' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['late', { late: undefined }, 'MILLRACE_ARGUMENT_TYPE'],
  ['aggregate', { aggregate: {} }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as OverRangeConfig<
      number,
      undefined,
      typeof aggregate
    >;
    assert.throwsCode(() => overRange(wrong), code, `overRange: ${field}: expected `);
  });
}

test('refuses a config that is none', () => {
  const none = null as unknown as OverRangeConfig<number, undefined, typeof aggregate>;
  assert.throwsCode(() => overRange(none), 'MILLRACE_ARGUMENT_TYPE', 'overRange: config: expected');
});

// state

test('frees what no event to come covers, also of keys that get no more events', () => {
  for (const extra of [{}, { most: max(own) }]) {
    const source = new Subject<Chunk<number>>();
    const stream = source.pipe(
      overRange({ key: own, range: 10, late: 'drop', aggregate: { n: count(), ...extra } }),
    );
    stream.subscribe();
    const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
    const rows = [1, 2, 1, 3].map((key, place) => [key, place + 1] as const);
    source.next(chunkOf(rows, { watermark: 0 }));
    assert.is(size(), 4, 'all wait');
    const after: (number | undefined)[] = [];
    for (const watermark of [4, 10, 11, 12, 13, 14]) {
      source.next(makeChunk<number>({ watermark }));
      after.push(size());
    }
    assert.equal(after, [4, 4, 3, 2, 1, 0]);
  }
});

test('keeps one event less than rows of each key, and nothing after the end', () => {
  const source = new Subject<Chunk<number>>();
  const stream = source.pipe(overRange({ rows: 3, late: 'drop', aggregate }));
  stream.subscribe();
  const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
  const rows = [1, 2, 3, 4, 5].map((at) => [at, at] as const);
  source.next(chunkOf(rows, { watermark: 9 }));
  assert.is(size(), 2);
  source.next(makeChunk<number>({ watermark: Infinity }));
  assert.is(size(), 0);
});

test('costs as many merges per event however far the range goes', () => {
  let merges = 0;
  const counting = {
    kind: 'counting',
    removable: false,
    column: () => {
      const column = max(own).column();
      return {
        grow: (capacity: number) => column.grow(capacity),
        clear: (row: number) => column.clear(row),
        add: (...given: Parameters<typeof column.add>) => column.add(...given),
        merge: (into: number, part: number) => {
          merges += 1;
          column.merge(into, part);
        },
        result: (row: number) => column.result(row),
        save: (row: number) => column.save(row),
        load: (row: number, saved: unknown) => column.load(row, saved),
      };
    },
  };
  const events = Array.from({ length: 2_000 }, (_, at) => ({ value: at % 7, at }));
  for (const range of [10, 1_000]) {
    merges = 0;
    const operator = overRange({ range, late: 'drop', aggregate: { counting } });
    collect(from(cutEvents(events, { size: 512, outOfOrderness: 0 })).pipe(operator));
    assert.ok(merges < 6 * events.length, `range ${range}: ${merges} merges`);
  }
});

test.run();
