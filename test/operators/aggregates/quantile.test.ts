import { quantile } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { distributions } from './distributions.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('quantile');
const QS = [0, 0.001, 0.07, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1];

/** The value at rank ⌈q·n⌉, at least the first, with q in thousandths so that nothing is rounded. */
function exactQuantile(q: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((Math.round(q * 1000) * sorted.length) / 1000));
  return sorted[rank - 1] ?? Number.NaN;
}

for (const [name, sample] of Object.entries(distributions)) {
  for (const accuracy of [0.001, 0.01, 0.1]) {
    test(`is within ${accuracy} of the exact quantiles of numbers that are ${name}`, () => {
      for (const q of QS) {
        const of = quantile(q, (value: number) => value, { accuracy, maxBuckets: 65_536 });
        const exact = exactQuantile(q, sample);
        const error = Math.abs(resultOf(of, sample) - exact);
        assert.ok(error <= Math.abs(exact) * accuracy * (1 + 1e-9), `${q}: ${exact} ± ${error}`);
      }
    });
  }
}

test('gives the value at rank ⌈q·n⌉ of a few values', () => {
  const of = (q: number, values: readonly number[]): number =>
    Math.round(
      resultOf(
        quantile(q, (value: number) => value),
        values,
      ),
    );
  assert.is(of(0.5, [1, 2, 3, 4]), 2);
  assert.is(of(0.51, [1, 2, 3, 4]), 3);
  assert.is(of(0, [3, 1, 2]), 1);
  assert.is(of(1, [3, 1, 2]), 3);
  assert.is(
    of(
      0.07,
      Array.from({ length: 40 }, (_, i) => i),
    ),
    2,
  );
  assert.is(of(0.5, [-5, 0, 5]), 0);
  assert.is(of(0.4, [-5, -4, 0, 5]), -4);
});

test('gives the same for small whole numbers as for the same numbers reached another way', () => {
  const half = quantile(1, (value: number) => value);
  for (let i = -1100; i < 3200; i += 1) {
    const error = Math.abs(resultOf(half, [i]) - i);
    assert.ok(error <= Math.abs(i) * 0.01 * (1 + 1e-9), `${i} ± ${error}`);
  }
});

test('takes the largest and the smallest numbers there are', () => {
  for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, 1e-300, -1e-299]) {
    assert.closeTo(
      resultOf(
        quantile(0.5, () => value),
        [1],
      ),
      value,
      0.011,
    );
  }
  assert.is(
    resultOf(
      quantile(0.5, () => Number.MIN_VALUE),
      [1],
    ),
    0,
  );
  assert.is(
    resultOf(
      quantile(0.5, () => -0),
      [1],
    ),
    0,
  );
});

test('counts the smallest magnitudes together beyond maxBuckets; all above stays accurate', () => {
  const values = Array.from({ length: 400 }, (_, i) => 1.05 ** i * (i % 2 === 0 ? 1 : -1));
  for (const q of QS) {
    const of = quantile(q, (value: number) => value, { maxBuckets: 100 });
    const column = columnOf(of, values);
    const saved = column.save(0) as number[];
    assert.ok(saved.length <= 2 + 2 * 100);
    const exact = exactQuantile(q, values);
    const expected = Math.sign(exact) * Math.max(Math.abs(exact), 1.05 ** 301);
    assert.closeTo(column.result(0), expected, 0.0101);
  }
});

test('tells small magnitudes apart again when what they were counted with is gone', () => {
  const median = quantile(0.5, (value: number) => value, { maxBuckets: 16 });
  const column = median.column();
  column.grow(5);
  const wide = Array.from({ length: 60 }, (_, i) => 2 ** i);
  column.add(new Int32Array(60).fill(1), wide, wide, 0, 60);
  column.add(new Int32Array(3).fill(2), [1, 2, 3], [1, 2, 3], 0, 3);
  column.add(Int32Array.of(3, 4, 4, 4, 4), [2 ** 58, 1, 2, 3, 2 ** 58], wide, 0, 5);
  for (const row of [3, 1, 2]) column.merge(0, row);
  assert.ok(column.result(0) > 2 ** 40);
  for (const row of [2, 1]) column.remove?.(0, row);
  column.merge(0, 2);
  assert.equal(column.save(0), column.save(4));
  assert.closeTo(column.result(0), 2, 0.0101);
});

test('fails for a value that is no finite number', () => {
  const of = quantile(0.5, (value: number) => value);
  const text = 'quantile: expected a finite number from its function, got Infinity';
  assert.throwsCode(() => resultOf(of, [1, Infinity]), 'MILLRACE_CALLBACK', text);
});

test('refuses arguments out of their range', () => {
  const of = (): number => 0;
  for (const [make, code, text] of [
    [() => quantile(1.5, of), 'RANGE', 'quantile: q: expected a number from 0 to 1, got 1.5'],
    [
      () => quantile(Number.NaN, of),
      'RANGE',
      'quantile: q: expected a number from 0 to 1, got NaN',
    ],
    [
      () => quantile('1' as never, of),
      'TYPE',
      "quantile: q: expected a number from 0 to 1, got '1'",
    ],
    [() => quantile(1, 1 as never), 'TYPE', 'quantile: of: expected a function, got 1'],
    [() => quantile(1, of, { accuracy: 0 }), 'RANGE', 'quantile: accuracy: expected a number from'],
    [() => quantile(1, of, { maxBuckets: 1 }), 'RANGE', 'quantile: maxBuckets: expected a whole'],
    [
      () => quantile(1, of, null as never),
      'TYPE',
      'quantile: config: expected an object, got null',
    ],
  ] as const) {
    assert.throwsCode(make, `MILLRACE_ARGUMENT_${code}`, text);
  }
});

test('refuses the saved state of another accuracy', () => {
  const saved = columnOf(
    quantile(0.5, () => 1),
    [1],
  ).save(0);
  const column = columnOf(
    quantile(0.5, () => 1, { accuracy: 0.02 }),
    [],
  );
  const code = 'MILLRACE_SNAPSHOT_UNREADABLE';
  assert.throwsCode(
    () => column.load(0, saved),
    code,
    'quantile: saved state: expected buckets of',
  );
  assert.throwsCode(() => column.load(0, [0.02, 0, 1]), code, 'expected buckets of accuracy 0.02');
});

test.run();
