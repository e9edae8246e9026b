import { from, Subject } from 'rxjs';
import { tapEach } from '../../../operators/flow/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('tapEach');

operatorContract(test, { build: () => tapEach(() => undefined) });

test('calls the function with each value and timestamp and passes the chunk as it is', () => {
  const seen: unknown[] = [];
  const chunk = chunkOf(
    [
      ['a', 1],
      ['b', 2],
    ],
    { before: [0, 1], watermark: 1 },
  );
  const { chunks } = collect(from([chunk]).pipe(tapEach((...given) => seen.push(given))));
  assert.equal(seen, [
    ['a', 1],
    ['b', 2],
  ]);
  assert.equal(chunks, [chunk]);
});

test('keeps the order when the function feeds the source of its own stream', () => {
  const source = new Subject<Chunk<number>>();
  const next = (value: number): Chunk<number> =>
    chunkOf(
      [
        [value, value],
        [value + 1, value],
      ],
      { watermark: 0, before: 0 },
    );
  const feedOnce = tapEach((value: number) => {
    if (value === 1) source.next(next(10));
  });
  const collected = collect(source.pipe(feedOnce));
  source.next(next(1));
  assert.equal(collected.values, [1, 2, 10, 11]);
});

test('loses nothing when the function completes the source of its own stream', () => {
  const source = new Subject<Chunk<number>>();
  const collected = collect(source.pipe(tapEach(() => source.complete())));
  source.next(
    chunkOf(
      [
        [1, 1],
        [2, 2],
      ],
      { watermark: 0 },
    ),
  );
  assert.equal(collected.values, [1, 2]);
  assert.ok(collected.completed);
});

test('emits what came before a throw, then the error', () => {
  const chunk = chunkOf(
    [
      [1, 1],
      [2, 2],
    ],
    { watermark: 0 },
  );
  const fail = (value: number): void => {
    if (value === 2) throw new Error('seen enough');
  };
  const { values, error } = collect(from([chunk]).pipe(tapEach(fail)));
  assert.equal(values, [1]);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'tapEach: a function given to it threw Error: seen enough',
  );
});

test('refuses what is no function when it is called', () => {
  assert.throwsCode(
    () => tapEach('x' as never),
    'MILLRACE_ARGUMENT_TYPE',
    "tapEach: see: expected a function, got 'x'",
  );
});

test.run();
