import { variance } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { randomFrom } from './randomFrom.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('variance');
const spread = variance((value: number) => value);

test('divides the squared deviations by the count', () => {
  assert.is(resultOf(spread, [5]), 0);
  assert.is(resultOf(spread, [1, 3]), 1);
  assert.is(resultOf(spread, [2, 4, 4, 4, 5, 5, 7, 9]), 4);
});

test('divides by the count less one for a sample, and gives 0 for one event alone', () => {
  const sample = variance((value: number) => value, { sample: true });
  assert.is(resultOf(sample, [1, 3]), 2);
  assert.is(resultOf(sample, [2, 4, 4, 4, 5, 5, 7, 9]), 32 / 7);
  assert.is(resultOf(sample, [5]), 0);
});

test('is exact for whole numbers as large as can be', () => {
  const largest = Number.MAX_SAFE_INTEGER;
  assert.is(resultOf(spread, [largest, largest - 1, largest - 2]), 2 / 3);
  assert.is(resultOf(spread, [0, largest - 1]), ((largest - 1) / 2) ** 2);
  assert.is(
    resultOf(
      spread,
      [0, largest, largest - 2, 0, 2].map((x) => x - 1),
    ),
    resultOf(spread, [0, largest, largest - 2, 0, 2]),
  );
});

test('keeps its digits where the values are large and close together', () => {
  const random = randomFrom(3);
  const noise = Array.from({ length: 1000 }, () => Math.floor(random() * 1024) / 1024);
  const shifted = noise.map((value) => 1e9 + value);
  assert.closeTo(resultOf(spread, shifted), exactVariance(noise), 1e-13);
  const tiny = noise.map((value) => 1e9 + value / 4096);
  assert.closeTo(resultOf(spread, tiny), exactVariance(noise) / 4096 ** 2, 1e-13);
});

test('keeps them when parts around other values come and go', () => {
  const random = randomFrom(5);
  const column = spread.column();
  column.grow(5);
  const centers = [1e9, 1e9, -4e8, 1e9];
  const slices = centers.map((center) =>
    Array.from({ length: 50 }, () => center + Math.floor(random() * 1024) / 1024),
  );
  slices.forEach((slice, i) => {
    column.add(new Int32Array(slice.length).fill(i + 1), slice, slice, 0, slice.length);
  });
  for (let round = 0; round < 2000; round += 1) {
    for (const row of [3, 1, 2]) column.merge(0, row);
    column.remove?.(0, 3);
    column.merge(0, 4);
    if (round % 100 === 0) {
      const inside = [1, 2, 4].flatMap((row) => slices[row - 1] ?? []);
      assert.closeTo(column.result(0), exactVariance(inside.map((value) => value - 1e9)), 1e-12);
    }
    for (const row of [2, 4, 1]) column.remove?.(0, row);
  }
  assert.equal(column.save(0), [0, 0, 0, 0, 0, 0]);
});

test('keeps them when the value that the others were measured from is gone', () => {
  const random = randomFrom(6);
  const near = Array.from({ length: 50 }, () => Math.floor(random() * 1024) / 1024);
  const column = spread.column();
  column.grow(3);
  column.add(Int32Array.of(1), [0], [0], 0, 1);
  const shifted = near.map((value) => 1e9 + value / 4096);
  column.add(new Int32Array(50).fill(2), shifted, shifted, 0, 50);
  for (const row of [1, 2]) column.merge(0, row);
  column.remove?.(0, 1);
  assert.closeTo(column.result(0), exactVariance(near) / 4096 ** 2, 1e-6);
});

test('is never below 0', () => {
  assert.is(resultOf(spread, [0.1, 0.1, 0.1]), 0);
});

test('fails for what is no finite number, and for a spread beyond the range of numbers', () => {
  const text = 'variance: expected a finite number from its function, got undefined';
  assert.throwsCode(() => resultOf(spread, [undefined as never]), 'MILLRACE_CALLBACK', text);
  assert.throwsCode(() => resultOf(spread, [0, 1e200]), 'MILLRACE_CALLBACK', 'within the range');
});

test('refuses what is no function, no config and no saved state', () => {
  const code = 'MILLRACE_ARGUMENT_TYPE';
  assert.throwsCode(() => variance(0 as never), code, 'variance: of: expected a function, got 0');
  const text = 'variance: config: expected an object, got true';
  assert.throwsCode(() => variance(() => 0, true as never), code, text);
  const sample = 'variance: sample: expected true or false, got 1';
  assert.throwsCode(() => variance(() => 0, { sample: 1 as never }), code, sample);
  const column = columnOf(spread, []);
  assert.throwsCode(() => column.load(0, [1]), 'MILLRACE_SNAPSHOT_UNREADABLE', 'a list of 6');
});

/** The population variance of multiples of 1/1024, without rounding but in the last division. */
function exactVariance(values: readonly number[]): number {
  const n = BigInt(values.length);
  const whole = values.map((value) => BigInt(value * 1024));
  const sum = whole.reduce((a, b) => a + b, 0n);
  const squares = whole.reduce((a, b) => a + b * b, 0n);
  return Number(n * squares - sum * sum) / (values.length * 1024) ** 2;
}

test.run();
