import { from, map, pipe, Subject } from 'rxjs';
import { lead } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind, SnapshotReader } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { reached } from './reached.ts';

const test = suite('lead');

const own = (value: number): number => value;

// A life of 1 ms ends when the watermark has passed the event by so much.
operatorContract(test, {
  build: () => pipe(reached(), lead({ key: own, late: 'drop', timeToLive: { eventTime: 1 } })),
});

const words = (text: string): Chunk<string>[] =>
  cutEvents(
    text.split(' ').map((value) => ({ value, at: Number(value.slice(1)) })),
    { size: 2, outOfOrderness: 3 },
  );
const key = (word: string): string => word.charAt(0);

function run(text: string, config: object = {}): string[] {
  const { values, error } = collect(from(words(text)).pipe(lead({ key, late: 'drop', ...config })));
  if (error !== undefined) throw error as Error;
  return values.map(({ value, next }) => `${value}>${next ?? ''}`);
}

// values

test('sets the next event of the key beside each event, in order of event time', () => {
  assert.equal(run('a3 a1 b2 a4 a9'), ['a1>a3', 'a3>a4', 'a4>a9', 'b2>', 'a9>']);
  assert.equal(run('a3 a1 b2 a4 a9', { offset: 2 }), ['a1>a4', 'a3>a9', 'b2>', 'a4>', 'a9>']);
});

test('takes events of one timestamp in order of arrival', () => {
  const rows = [1, 2, 3].map((value) => [value, 5] as const);
  const source = from([chunkOf(rows, { watermark: 9 })]);
  const { values } = collect(source.pipe(lead({ key: () => 'all', late: 'drop' })));
  assert.equal(
    values.map(({ value, next }) => [value, next]),
    [
      [1, 2],
      [2, 3],
    ],
  );
});

// time

test('counts an event up to the end of the life of the one before it, with the end', () => {
  const timeToLive = { eventTime: 5 };
  assert.equal(run('a1 a6 a12 a13', { timeToLive }), ['a1>a6', 'a6>', 'a12>a13', 'a13>']);
});

test('gives results ahead of its watermark, which waits for the first of them', () => {
  const stream = from(words('a1 b2 a9 a20')).pipe(lead({ key, late: 'drop' }));
  const { chunks } = collect(stream);
  assert.equal(
    chunks.map(({ values, watermark }) => [
      values.map(({ value, next }) => `${value}>${next ?? ''}`).join(' '),
      watermark,
    ]),
    [
      ['', -2],
      ['a1>a9', 1],
      ['a9>a20 b2> a20>', Infinity],
    ],
  );
});

test('ends a life by processing time with the scheduler or the recorded clock', () => {
  marbles(({ hot, scheduler, expectObservable }) => {
    const chunk = (at: number): Chunk<number> =>
      chunkOf([[at, at]], { before: at - 1, watermark: at });
    const source = hot<Chunk<number>>('a-b------c----', { a: chunk(1), b: chunk(2), c: chunk(3) });
    const told = source.pipe(
      lead({ key: () => 'all', late: 'drop', timeToLive: { processingTime: 5 }, scheduler }),
      map(({ values }) => values.map(({ value, next }) => `${value}>${next ?? ''}`).join(' ')),
    );
    expectObservable(told).toBe('a-b----c------e', { a: '', b: '1>2', c: '2>', e: '3>' });
  });
  const events = [0, 4, 10, 15].map((arrival, at) => ({ value: at, at, arrival: 1_000 + arrival }));
  const chunks = cutEvents(events, { size: 4, outOfOrderness: 0 });
  const recorded = from(chunks).pipe(
    lead({ key: () => 'all', late: 'drop', timeToLive: { processingTime: 5 } }),
  );
  assert.equal(
    collect(recorded).values.map(({ value, next }) => [value, next]),
    [
      [0, 1],
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ],
  );
});

test('has ended a life when an event comes in the millisecond of its end', () => {
  marbles(({ hot, scheduler, expectObservable }) => {
    const chunk = (at: number): Chunk<number> =>
      chunkOf([[at, at]], { before: at - 1, watermark: at });
    const source = hot<Chunk<number>>('-a----b----', { a: chunk(1), b: chunk(2) });
    const told = source.pipe(
      lead({ key: () => 'all', late: 'drop', timeToLive: { processingTime: 5 }, scheduler }),
      map(({ values }) => values.map(({ value, next }) => `${value}>${next ?? ''}`).join(' ')),
    );
    expectObservable(told).toBe('-a----b----c', { a: '', b: '1>', c: '2>' });
  });
});

// late, errors, arguments

test('sends events at or behind the watermark where late says', () => {
  const source = from([
    chunkOf([[5, 5]], { watermark: 5 }),
    chunkOf([[4, 4]], { before: 5, watermark: 5 }),
  ]);
  const { error } = collect(source.pipe(lead({ key: own, late: 'error' })));
  assert.hasCode(error, 'MILLRACE_LATE', 'lead: an event of 4 came when the watermark was 5');
});

test('fails when its key function throws', () => {
  const failing = (): number => {
    throw new Error('no key');
  };
  const source = from([chunkOf([[1, 1]], { watermark: 1 })]);
  const { error } = collect(source.pipe(lead({ key: failing, late: 'drop' })));
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'lead: a function given to it threw');
});

for (const [field, config, code] of [
  ['key', { key: undefined }, 'MILLRACE_ARGUMENT_TYPE'],
  ['late', { late: undefined }, 'MILLRACE_ARGUMENT_TYPE'],
  ['offset', { offset: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['offset', { offset: '1' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['timeToLive', { timeToLive: {} }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const call = (): unknown => lead({ key: own, late: 'drop', ...config } as never);
    assert.throwsCode(call, code, `lead: ${field}: expected `);
  });
}

test('refuses a saved state that is none', () => {
  const restored = makeChunk<number>({
    watermark: 0,
    control: { kind: 'restore', state: new SnapshotReader({ lead: [] }) },
  });
  const { error } = collect(from([restored]).pipe(lead({ key: own, late: 'drop' })));
  assert.hasCode(error, 'MILLRACE_SNAPSHOT_UNREADABLE', 'lead: saved state: expected');
});

// state

test('keeps the last events of each key behind the watermark, until the end of its life', () => {
  const source = new Subject<Chunk<number>>();
  const timeToLive = { eventTime: 10 };
  const stream = source.pipe(lead({ key: (at) => at % 2, offset: 2, late: 'drop', timeToLive }));
  stream.subscribe();
  const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
  const rows = [1, 2, 3, 5, 7, 9].map((at) => [at, at] as const);
  source.next(chunkOf(rows, { watermark: 0 }));
  const after: (number | undefined)[] = [size()];
  for (const watermark of [8, 11, 12, 18, 19]) {
    source.next(makeChunk<number>({ watermark }));
    after.push(size());
  }
  assert.equal(after, [6, 3, 3, 2, 2, 0]);
});

test.run();
