import { topK } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { randomFrom } from './randomFrom.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('topK');

function zipf(seed: number, length: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length }, () => Math.floor(1 / (1 - random()) ** 0.9));
}

function exactCounts(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

test('gives the most frequent items in order of count, then item', () => {
  const top = topK(3, (item: string | number) => item);
  assert.equal(resultOf(top, ['b', 'a', 'c', 'b', 10, 9]), [
    { item: 'b', count: 2, error: 0 },
    { item: 9, count: 1, error: 0 },
    { item: 10, count: 1, error: 0 },
  ]);
  assert.equal(resultOf(top, []), []);
});

test('is exact while there are no more items than counters', () => {
  const values = zipf(1, 5000).map((value) => value % 24);
  const counts = exactCounts(values);
  const expected = [...counts]
    .map(([item, count]) => ({ item, count, error: 0 }))
    .sort((a, b) => b.count - a.count || a.item - b.item)
    .slice(0, 3);
  assert.equal(
    resultOf(
      topK(3, (value: number) => value),
      values,
    ),
    expected,
  );
});

test('gives a new item the smallest counter, with its count as the error', () => {
  const top = topK(2, (item: string) => item, { capacity: 2 });
  assert.equal(resultOf(top, ['a', 'a', 'a', 'b', 'c']), [
    { item: 'a', count: 3, error: 0 },
    { item: 'c', count: 2, error: 1 },
  ]);
});

/** Checks the bounds that the documentation states. */
function checkBounds(
  counters: readonly { item: number; count: number; error: number }[],
  values: readonly number[],
  capacity: number,
): void {
  const counts = exactCounts(values);
  for (const { item, count, error } of counters) {
    const exact = counts.get(item) ?? 0;
    assert.ok(
      count >= exact && count - error <= exact,
      `${item}: ${count} - ${error} for ${exact}`,
    );
    assert.ok(error <= values.length / capacity);
  }
  const counted = new Set(counters.map(({ item }) => item));
  for (const [item, count] of counts) {
    assert.ok(counted.has(item) || count <= values.length / capacity, `${item} ${count}`);
  }
}

test('keeps its bounds with far more items than counters', () => {
  for (const capacity of [1, 2, 10, 100]) {
    for (const seed of [1, 2, 3]) {
      const values = zipf(seed, 20_000);
      const all = topK(capacity, (value: number) => value, { capacity });
      checkBounds(resultOf(all, values), values, capacity);
      checkBounds(
        resultOf(
          all,
          values.toSorted((a, b) => a - b),
        ),
        values,
        capacity,
      );
    }
  }
});

test('keeps its bounds when parts are merged and go on', () => {
  for (const capacity of [1, 5, 20]) {
    const all = topK(capacity, (value: number) => value, { capacity });
    const column = all.column();
    column.grow(9);
    const parts = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => zipf(seed, seed * 40));
    parts.forEach((part, row) => {
      column.add(new Int32Array(part.length).fill(row), part, part, 0, part.length);
    });
    const inside: number[] = [];
    for (const row of [3, 0, 7, 1, 6, 2]) {
      column.merge(8, row);
      const more = zipf(100 + row, 30);
      column.add(new Int32Array(30).fill(8), more, more, 0, 30);
      inside.push(...(parts[row] ?? []), ...more);
      checkBounds(column.result(8), inside, capacity);
    }
  }
});

test('goes on from a saved row with full counters as if it had never been saved', () => {
  const top = topK(5, (value: number) => value, { capacity: 10 });
  const column = columnOf(top, zipf(1, 1000));
  const restored = columnOf(top, []);
  restored.load(0, column.save(0));
  const more = zipf(2, 1000);
  for (const one of [column, restored]) one.add(new Int32Array(1000), more, more, 0, 1000);
  assert.equal(restored.save(0), column.save(0));
});

test('has 8 counters for each item asked for when it is not told', () => {
  const column = columnOf(
    topK(2, (value: number) => value),
    zipf(1, 5000),
  );
  assert.is((column.save(0) as unknown[]).length, 16);
});

test('fails for what is neither a text nor a finite number', () => {
  const text = 'topK: expected a text or a finite number from its function, got an object';
  assert.throwsCode(
    () =>
      resultOf(
        topK(1, () => ({}) as never),
        [1],
      ),
    'MILLRACE_CALLBACK',
    text,
  );
});

test('refuses arguments out of their range, and a saved state of another form', () => {
  const of = (): number => 1;
  const range = 'MILLRACE_ARGUMENT_RANGE';
  assert.throwsCode(() => topK(0, of), range, 'topK: k: expected a whole number from 1');
  const text = 'topK: capacity: expected a whole number from 5 to 1000000, got 4';
  assert.throwsCode(() => topK(5, of, { capacity: 4 }), range, text);
  assert.throwsCode(() => topK(5, 'x' as never), 'MILLRACE_ARGUMENT_TYPE', 'topK: of: expected');
  const column = columnOf(topK(1, of, { capacity: 1 }), []);
  for (const saved of [
    1,
    [[1, 2]],
    [[{}, 1, 1]],
    [
      [1, 1, 0],
      [2, 1, 0],
    ],
  ]) {
    assert.throwsCode(() => column.load(0, saved), 'MILLRACE_SNAPSHOT_UNREADABLE', 'topK: saved');
  }
});

test.run();
