import {
  delay,
  EMPTY,
  from,
  map,
  mergeMap,
  of,
  pairwise,
  reduce,
  scan,
  startWith,
  Subject,
  take,
  takeUntil,
  throwError,
  toArray,
} from 'rxjs';
import { each } from '../../../operators/flow/index.ts';
import { makeChunk, SnapshotCollector } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('each');

operatorContract(test, {
  build: () =>
    each(
      map((value) => value),
      { stateless: true },
    ),
});

const three = chunkOf(
  [
    [1, 10],
    [2, 20],
    [3, 30],
  ],
  { before: [0, 9, 19], watermark: 29, arrivals: [5, 6, 7] },
);

test('gives each result the time, the watermark and the arrival of the value in work', () => {
  const { chunks } = collect(from([three]).pipe(each(pairwise())));
  assert.equal(chunks[0], {
    ...three,
    values: [
      [1, 2],
      [2, 3],
    ],
    timestamps: [20, 30],
    before: [9, 19],
    arrivals: [6, 7],
  });
});

test('says the same however the values are cut into chunks', () => {
  const events = [4, 1, 3, 9, 2].map((at) => ({ value: at, at, arrival: 100 + at }));
  const run = (size: number): unknown[] => {
    const source = from(cutEvents(events, { size, outOfOrderness: 2 }));
    return positions(
      collect(source.pipe(each(scan((sum, value: number) => sum + value, 0)))).chunks,
    );
  };
  assert.equal(run(1), run(2));
  assert.equal(run(1), run(512));
});

test('runs several operators in a row', () => {
  const doubled = each(
    map((value: number) => value * 2),
    scan((sum, value) => sum + value),
    map(String),
  );
  assert.equal(collect(from([three]).pipe(doubled)).values, ['2', '6', '12']);
});

test('emits what comes at the end with the largest timestamp, before the last watermark', () => {
  const chunks = cutEvents(
    [5, 9, 7].map((at) => ({ value: at, at })),
    { size: 2, outOfOrderness: 3 },
  );
  const collected = collect(from(chunks).pipe(each(toArray())));
  assert.ok(collected.completed);
  assert.equal(
    collected.chunks.at(-1),
    makeChunk({ values: [[5, 9, 7]], timestamps: [9], before: 5, watermark: Infinity }),
  );
});

test('keeps the end behind the watermark of the values that came with Infinity', () => {
  const last = chunkOf(
    [
      [1, 10],
      [2, 20],
    ],
    { before: [0, 9], watermark: Infinity },
  );
  const { chunks } = collect(from([last]).pipe(each(reduce((sum, value) => sum + value, 0))));
  assert.equal(
    chunks.at(-1),
    makeChunk({ values: [3], timestamps: [20], before: 9, watermark: Infinity }),
  );
});

test('gives a result over nothing the timestamp 0', () => {
  const { chunks } = collect(EMPTY.pipe(each(toArray())));
  assert.equal(chunks[0]?.timestamps, [0]);
});

test('ends the stream with the watermark Infinity when an operator has enough', () => {
  const { chunks, values, completed } = collect(from([three, three]).pipe(each(take(2))));
  assert.equal(values, [1, 2]);
  assert.is(chunks.at(-1)?.watermark, Infinity);
  assert.ok(completed);
});

test('ends the stream once when an operator ends it between two values', () => {
  const stop = new Subject<void>();
  const source = new Subject<Chunk<number>>();
  const collected = collect(source.pipe(each(takeUntil(stop))));
  source.next(three);
  stop.next();
  assert.equal(collected.values, [1, 2, 3]);
  assert.ok(collected.completed);
  assert.is(source.observed, false);
});

test('fails when an operator emits after the call', () => {
  marbles(({ cold, expectObservable }) => {
    const text =
      'each: an operator inside emitted outside of the call with a value; ' +
      'give each() synchronous operators only, and use mapAsync() for asynchronous work';
    const failure = { name: 'StreamError', message: text, code: 'MILLRACE_EMISSION_OUTSIDE_CALL' };
    const passed = {
      ...three,
      values: [],
      timestamps: [],
      before: three.watermark,
      arrivals: undefined,
    };
    const source = cold('a-----', { a: three });
    expectObservable(source.pipe(each(delay(3)))).toBe('x--#', { x: passed }, failure);
  });
});

test('fails when an operator emits at the subscription', () => {
  const { error, values } = collect(from([three]).pipe(each(startWith(0))));
  assert.hasCode(error, 'MILLRACE_EMISSION_OUTSIDE_CALL', 'emitted outside of the call');
  assert.equal(values, []);
});

test('fails at the end when an operator has not completed with its source', () => {
  const never = new Subject<number>();
  const { error } = collect(from([three]).pipe(each(mergeMap(() => never))));
  assert.hasCode(error, 'MILLRACE_EMISSION_OUTSIDE_CALL', 'did not complete with its source');
});

test('emits what came before an operator failed, then the error', () => {
  const failing = mergeMap((value: number) =>
    value < 3 ? of(value) : throwError(() => new Error('three')),
  );
  const { values, error } = collect(from([three]).pipe(each(failing)));
  assert.equal(values, [1, 2]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'each: a function given to it threw Error: three');
});

test('fails at a barrier unless it is marked stateless, after the values before it', () => {
  const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
  const { values, error } = collect(from([{ ...three, control }]).pipe(each(pairwise())));
  assert.is(values.length, 2);
  assert.hasCode(error, 'MILLRACE_STATE_NOT_SAVABLE', 'stateless: true');
});

test('refuses what is no operator when it is called', () => {
  assert.throwsCode(() => each(5 as never), 'MILLRACE_ARGUMENT_TYPE', 'each: ');
  assert.throwsCode(
    () => each({} as never),
    'MILLRACE_ARGUMENT_TYPE',
    'each: operator: expected a function',
  );
  assert.throwsCode(
    () =>
      each(
        map((value) => value),
        5 as never,
      ),
    'MILLRACE_ARGUMENT_TYPE',
    'each: config: expected an object',
  );
});

test.run();
