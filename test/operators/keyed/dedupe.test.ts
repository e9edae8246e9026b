import { concat, from, NEVER, Subject } from 'rxjs';
import { dedupe } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk, Stream } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('dedupe');

const own = (value: number): number => value;

operatorContract(test, {
  build: () => dedupe({ key: own, keep: 'last', emit: 'changes', late: 'accept' }),
});

interface Reading {
  readonly key: string;
  readonly at: number;
  readonly n: number;
}

const key = (reading: Reading): string => reading.key;
const readings = (rows: readonly (readonly [string, number])[]) =>
  rows.map(([name, at], n) => ({ value: { key: name, at, n }, at }));
const told = (values: readonly Reading[]): string[] => values.map(({ key: k, n }) => `${k}${n}`);

// values

test('lets the first event by event time through, of those with one timestamp the first to arrive', () => {
  const events = readings([
    ['a', 5],
    ['a', 3],
    ['b', 4],
    ['a', 3],
    ['b', 6],
  ]);
  const source = from(cutEvents(events, { size: 2, outOfOrderness: 9 }));
  const { values, chunks } = collect(source.pipe(dedupe({ key, keep: 'first', late: 'error' })));
  assert.equal(told(values), ['a1', 'b2']);
  assert.equal(
    chunks.flatMap(({ timestamps }) => timestamps),
    [3, 4],
  );
});

test('tells the first event as soon as it is certain, so that what follows is not held up', () => {
  const source = concat(
    from([chunkOf([[{ key: 'a', at: 10, n: 0 }, 10]], { before: 8, watermark: 9 })]),
    NEVER,
  );
  const { values } = collect(source.pipe(dedupe({ key, keep: 'first', late: 'drop' })));
  assert.equal(told(values), ['a0']);
});

test('begins anew with the first event that is a whole time to live later, whatever came between', () => {
  const events = readings([
    ['a', 0],
    ['a', 25],
    ['a', 10],
    ['a', 9],
    ['a', 19],
  ]);
  const source = from(cutEvents(events, { size: 1, outOfOrderness: 100 }));
  const config = { key, keep: 'first', late: 'drop', timeToLive: { eventTime: 10 } } as const;
  assert.equal(told(collect(source.pipe(dedupe(config))).values), ['a0', 'a2', 'a1']);
});

test('corrects itself with changes, with or without the row before', () => {
  const events = readings([
    ['a', 5],
    ['a', 3],
    ['a', 9],
  ]);
  const source = from(cutEvents(events, { size: 2, outOfOrderness: 9 }));
  const ops = (keep: 'first' | 'last', updateBefore: boolean): string[] =>
    collect(
      source.pipe(dedupe({ key, keep, emit: 'changes', late: 'drop', updateBefore })),
    ).values.map(({ op, value }) => `${op} ${value.n}`);
  assert.equal(ops('first', true), ['insert 0', 'updateBefore 0', 'updateAfter 1']);
  assert.equal(ops('last', true), ['insert 0', 'updateBefore 0', 'updateAfter 2']);
  assert.equal(ops('last', false), ['insert 0', 'updateAfter 2']);
});

// time

test('forgets a key when its time to live has passed by the scheduler', () => {
  marbles(({ cold, scheduler, flush }) => {
    const one = (n: number): Chunk<Reading> =>
      chunkOf([[{ key: 'a', at: n, n }, n]], { before: n - 1, watermark: n - 1 });
    const source = cold<Chunk<Reading>>('ab---c-|', { a: one(1), b: one(2), c: one(3) });
    for (const emit of ['final', 'changes'] as const) {
      const timeToLive = { processingTime: 4 };
      const config = { key, late: 'drop', timeToLive, scheduler, keep: 'first' } as const;
      const stream: Stream<unknown> =
        emit === 'final'
          ? source.pipe(dedupe({ ...config, emit }))
          : source.pipe(dedupe({ ...config, emit }));
      const seen: unknown[] = [];
      stream.subscribe(({ values }) => seen.push(...values));
      flush();
      assert.is(seen.length, 2, emit);
    }
  });
});

// late

test('diverts late events, and takes them like any other where that is the choice', () => {
  const late = from([chunkOf([[{ key: 'a', at: 3, n: 0 }, 3]], { before: 7, watermark: 7 })]);
  for (const emit of ['final', 'changes'] as const) {
    const config = { key, keep: 'first', emit } as const;
    const dropping = late.pipe(dedupe({ ...config, late: 'drop' } as never));
    assert.equal(collect(dropping).values, []);
    assert.is(operatorsBehind(dropping)[0]?.counters.late, 1);
    const { error } = collect(late.pipe(dedupe({ ...config, late: 'error' } as never)));
    assert.hasCode(error, 'MILLRACE_LATE', '4 ms after its time');
  }
  const taken = late.pipe(dedupe({ key, keep: 'first', emit: 'changes', late: 'accept' }));
  assert.is(collect(taken).values.length, 1);
});

// arguments

for (const [field, config] of [
  ['config', null],
  ['key', { keep: 'first', late: 'drop' }],
  ['keep', { key, late: 'drop' }],
  ['keep', { key, keep: 'last', late: 'drop' }],
  ['emit', { key, keep: 'last', emit: 'all', late: 'drop' }],
  ['late', { key, keep: 'first' }],
  ['late', { key, keep: 'first', late: 'accept' }],
  ['late', { key, keep: 'last', emit: 'changes' }],
  ['timeToLive', { key, keep: 'first', late: 'drop', timeToLive: {} }],
  ['timeToLive', { key, keep: 'first', late: 'drop', timeToLive: null }],
  ['timeToLive', { key, keep: 'first', late: 'drop', timeToLive: '5m' }],
  [
    'timeToLive',
    { key, keep: 'first', late: 'drop', timeToLive: { eventTime: 1, processingTime: 1 } },
  ],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const call = (): unknown => dedupe(config as never);
    assert.throwsCode(call, 'MILLRACE_ARGUMENT_TYPE', `dedupe: ${field}: expected `);
  });
}

test('refuses a time to live that is not positive', () => {
  assert.throwsCode(
    () => dedupe({ key, keep: 'first', late: 'drop', timeToLive: { eventTime: '-5m' } }),
    'MILLRACE_ARGUMENT_RANGE',
    "dedupe: timeToLive.eventTime: expected a positive duration in whole milliseconds, got '-5m'",
  );
});

// state

test('frees a key as soon as no event of its life can come', () => {
  const source = new Subject<Chunk<Reading>>();
  const config = { key, keep: 'first', late: 'drop', timeToLive: { eventTime: 10 } } as const;
  const stream = source.pipe(dedupe(config));
  stream.subscribe();
  const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
  const at = (n: number, name: string): readonly [Reading, number] => [{ key: name, at: n, n }, n];
  source.next(chunkOf([at(5, 'a'), at(6, 'a'), at(7, 'b')], { watermark: 3 }));
  assert.is(size(), 3);
  source.next(makeChunk<Reading>({ watermark: 6 }));
  assert.is(size(), 2);
  source.next(makeChunk<Reading>({ watermark: 13 }));
  assert.is(size(), 2);
  source.next(makeChunk<Reading>({ watermark: 14 }));
  assert.is(size(), 1);
  source.next(makeChunk<Reading>({ watermark: 16 }));
  assert.is(size(), 0);
});

test.run();
