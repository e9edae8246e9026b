import { mean, sum } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { randomFrom } from './randomFrom.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('sum');
const total = sum((value: number) => value);

test('adds up whole numbers exactly, also where steps on the way are not safe integers', () => {
  const largest = Number.MAX_SAFE_INTEGER;
  assert.is(resultOf(total, []), 0);
  assert.is(resultOf(total, [1, 2, 3.5, -7]), -0.5);
  assert.is(resultOf(total, [largest, largest, 1, -largest, -1]), largest);
  assert.is(resultOf(total, [2 ** 100, 1, -(2 ** 100)]), 1);
});

test('rounds reals once, at the end', () => {
  assert.is(
    resultOf(
      total,
      Array.from({ length: 10 }, () => 0.1),
    ),
    1,
  );
  assert.is(resultOf(total, [1e17, 1, -1e17, 1e-5]), 1.00001);
});

test('does not drift when a window slides over reals of very different sizes', () => {
  const random = randomFrom(7);
  const slices = Array.from(
    { length: 20_000 },
    () => Math.round((random() - 0.5) * 10 ** (random() * 14) * 2 ** 20) / 2 ** 20,
  );
  for (const of of [total, mean((value: number) => value)]) {
    const column = of.column();
    column.grow(4);
    slices.forEach((slice, i) => {
      const row = 1 + (i % 3);
      if (i >= 3) column.remove?.(0, row);
      column.clear(row);
      column.add(Int32Array.of(row), [slice], [0], 0, 1);
      column.merge(0, row);
      if (i < 3) return;
      const inside = slices.slice(i - 2, i + 1);
      assert.closeTo(column.result(0), exactSum(inside) / (of === total ? 1 : 3));
    });
  }
});

test('fails for a value that is no finite number, and tells what it got', () => {
  for (const [value, shown] of [
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['3', "'3'"],
  ] as const) {
    const text = `sum: expected a finite number from its function, got ${shown}; filter`;
    assert.throwsCode(() => resultOf(total, [value as number]), 'MILLRACE_CALLBACK', text);
  }
});

test('fails for a sum beyond the range of numbers', () => {
  const text = 'sum: expected a result within the range of numbers';
  assert.throwsCode(() => resultOf(total, [1e308, 1e308]), 'MILLRACE_CALLBACK', text);
});

test('refuses what is no function', () => {
  const text = 'sum: of: expected a function, got undefined';
  assert.throwsCode(() => sum(undefined as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test('refuses a saved state of another form', () => {
  const column = columnOf(total, []);
  for (const saved of [3, [1, 2], [1, 2, 'x']]) {
    assert.throwsCode(
      () => column.load(0, saved),
      'MILLRACE_SNAPSHOT_UNREADABLE',
      'sum: saved state',
    );
  }
});

/** The sum of multiples of 2^-20 without any rounding but the last. */
function exactSum(values: readonly number[]): number {
  const whole = values.map((value) => BigInt(value * 2 ** 20));
  return Number(whole.reduce((a, b) => a + b, 0n)) / 2 ** 20;
}

test.run();
