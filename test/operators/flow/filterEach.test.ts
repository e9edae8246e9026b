import { from } from 'rxjs';
import { filterEach, mapEach } from '../../../operators/flow/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('filterEach');

operatorContract(test, { build: () => filterEach(() => true) });

test('keeps the values for which the function is true, each with its own watermark and arrival', () => {
  const chunk = chunkOf(
    [
      [1, 100],
      [2, 200],
      [3, 300],
    ],
    {
      before: [0, 99, 199],
      watermark: 299,
      arrivals: [5, 6, 7],
    },
  );
  const { chunks } = collect(from([chunk]).pipe(filterEach((value) => value % 2 === 1)));
  assert.equal(chunks, [
    { ...chunk, values: [1, 3], timestamps: [100, 300], before: [0, 199], arrivals: [5, 7] },
  ]);
});

test('passes the watermark of a chunk from which nothing is kept', () => {
  const chunk = chunkOf([[1, 100]], { before: 0, watermark: 99 });
  const { chunks } = collect(from([chunk]).pipe(filterEach(() => false)));
  assert.equal(
    chunks.map(({ values, watermark }) => [values.length, watermark]),
    [[0, 99]],
  );
});

test('narrows the type of the stream with a type guard', () => {
  const mixed: (string | number)[] = ['a', 1, 'bc'];
  const chunk = chunkOf(
    mixed.map((value) => [value, 0] as const),
    { watermark: 0 },
  );
  const isText = (value: string | number): value is string => typeof value === 'string';
  const { values } = collect(
    from([chunk]).pipe(
      filterEach(isText),
      mapEach((value) => value.length),
    ),
  );
  assert.equal(values, [1, 2]);
});

test('gives the timestamp to the function', () => {
  const chunk = chunkOf(
    [
      ['a', 1],
      ['b', 2],
    ],
    { watermark: 0 },
  );
  assert.equal(collect(from([chunk]).pipe(filterEach((_, timestamp) => timestamp === 2))).values, [
    'b',
  ]);
});

test('emits what came before a throw, then the error', () => {
  const chunk = chunkOf(
    [
      [1, 1],
      [2, 2],
    ],
    { watermark: 0 },
  );
  const keep = (value: number): boolean => {
    if (value === 2) throw new Error('no');
    return true;
  };
  const { values, error } = collect(from([chunk]).pipe(filterEach(keep)));
  assert.equal(values, [1]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'filterEach: a function given to it threw Error: no');
});

test('refuses what is no function when it is called', () => {
  assert.throwsCode(
    () => filterEach(null as never),
    'MILLRACE_ARGUMENT_TYPE',
    'filterEach: keep: expected a function',
  );
});

test.run();
