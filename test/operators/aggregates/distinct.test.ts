import { distinct } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('distinct');
const texts = distinct((value: number) => `user-${value}`);
const numbers = distinct((value: number) => value);
const fractions = distinct((value: number) => value / 7);

function firstNumbers(length: number, from = 0): number[] {
  return Array.from({ length }, (_, i) => from + i);
}

test('is exact for few items', () => {
  assert.is(resultOf(numbers, []), 0);
  assert.is(resultOf(numbers, [1, 1, 2, -1, 0, -0, 0.5]), 5);
  assert.is(
    resultOf(
      distinct((item: string | number) => item),
      [1, '1', 'a', 'A', '', 'a'],
    ),
    5,
  );
  for (const of of [texts, numbers, fractions]) assert.is(resultOf(of, firstNumbers(512)), 512);
});

test('stays within four standard errors of many items', () => {
  for (const n of [513, 700, 1000, 3000, 10_000, 12_000, 50_000, 200_000]) {
    for (const of of [texts, numbers, fractions]) {
      assert.closeTo(resultOf(of, firstNumbers(n)), n, (4 * 1.04) / 64);
    }
  }
});

test('has the stated standard error on average', () => {
  for (const [precision, n] of [
    [8, 2000],
    [10, 3000],
    [12, 20_000],
  ] as const) {
    const of = distinct((value: number) => `${value}`, { precision });
    const errors = firstNumbers(40).map((i) => resultOf(of, firstNumbers(n, i * n)) / n - 1);
    const squares = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const stated = 1.04 / Math.sqrt(2 ** precision);
    assert.ok(Math.sqrt(squares) < 1.3 * stated, `${Math.sqrt(squares)} against ${stated}`);
    assert.ok(Math.abs(bias) < 0.6 * stated, `bias ${bias} against ${stated}`);
  }
});

test('gives the same for parts of every form, merged in any order', () => {
  for (const sizes of [
    [10, 500, 20],
    [3000, 10, 600],
    [5, 3000, 3000],
    [400, 400, 0],
  ]) {
    const parts = sizes.map((size, i) => firstNumbers(size, i * 300));
    const expected = resultOf(texts, parts.flat());
    for (const order of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const column = texts.column();
      column.grow(4);
      parts.forEach((part, i) => {
        column.add(new Int32Array(part.length).fill(i + 1), part, part, 0, part.length);
      });
      for (const row of order) column.merge(0, row);
      assert.is(column.result(0), expected);
    }
  }
});

test('saves registers as one text and goes on from it', () => {
  const column = columnOf(texts, firstNumbers(3000));
  const saved = column.save(0);
  assert.is(String(saved).length, 4096);
  const restored = columnOf(texts, []);
  restored.load(0, saved);
  assert.equal(restored.save(0), saved);
  assert.is(restored.result(0), column.result(0));
});

test('refuses a saved state of another form', () => {
  const column = columnOf(texts, []);
  for (const saved of ['short', 5, ['x']]) {
    assert.throwsCode(
      () => column.load(0, saved),
      'MILLRACE_SNAPSHOT_UNREADABLE',
      'distinct: saved',
    );
  }
});

test('fails for what is neither a text nor a finite number', () => {
  const text = 'distinct: expected a text or a finite number from its function, got undefined';
  assert.throwsCode(
    () =>
      resultOf(
        distinct(() => undefined as never),
        [1],
      ),
    'MILLRACE_CALLBACK',
    text,
  );
});

test('refuses arguments out of their range', () => {
  const text = 'distinct: precision: expected a whole number from 4 to 16, got 17';
  const range = 'MILLRACE_ARGUMENT_RANGE';
  assert.throwsCode(() => distinct(() => 1, { precision: 17 }), range, text);
  assert.throwsCode(() => distinct(() => 1, { precision: 3 }), range, 'got 3');
  assert.throwsCode(
    () => distinct(1 as never),
    'MILLRACE_ARGUMENT_TYPE',
    'of: expected a function',
  );
});

test.run();
