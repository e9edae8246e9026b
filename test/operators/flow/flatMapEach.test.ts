import { from } from 'rxjs';
import { flatMapEach } from '../../../operators/flow/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('flatMapEach');

operatorContract(test, { build: () => flatMapEach((value) => [value]) });

test('gives none, one or many results for a value, all with its timestamp and watermark', () => {
  const chunk = chunkOf(
    [
      [0, 10],
      [1, 20],
      [2, 30],
    ],
    { before: [1, 9, 19], watermark: 29 },
  );
  const repeat = (value: number): string[] =>
    Array.from({ length: value }, (_, i) => `${value}.${i}`);
  const { chunks } = collect(from([chunk]).pipe(flatMapEach(repeat)));
  assert.equal(chunks, [
    { ...chunk, values: ['1.0', '2.0', '2.1'], timestamps: [20, 30, 30], before: [9, 19, 19] },
  ]);
});

test('takes what a generator function gives', () => {
  const chunk = chunkOf([[3, 7]], { watermark: 0 });
  const down = function* (value: number, timestamp: number): Generator<number> {
    for (let left = value; left > 0; left -= 1) yield left * timestamp;
  };
  assert.equal(collect(from([chunk]).pipe(flatMapEach(down))).values, [21, 14, 7]);
});

test('emits what an iterable gave before it threw, then the error', () => {
  const chunk = chunkOf(
    [
      [1, 1],
      [2, 2],
    ],
    { watermark: 0 },
  );
  const breaking = function* (value: number): Generator<number> {
    yield value;
    if (value === 2) throw new Error('broken');
  };
  const { values, error } = collect(from([chunk]).pipe(flatMapEach(breaking)));
  assert.equal(values, [1, 2]);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'flatMapEach: a function given to it threw Error: broken',
  );
});

test('turns a result that is not iterable into an error', () => {
  const chunk = chunkOf([[1, 1]], { watermark: 0 });
  const { error } = collect(from([chunk]).pipe(flatMapEach((() => 5) as never)));
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'flatMapEach');
});

test('refuses what is no function when it is called', () => {
  assert.throwsCode(
    () => flatMapEach([] as never),
    'MILLRACE_ARGUMENT_TYPE',
    'flatMapEach: expand: expected a function',
  );
});

test.run();
