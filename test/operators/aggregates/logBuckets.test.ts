import { LogBuckets } from '../../../operators/aggregates/logBuckets.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { randomFrom } from './randomFrom.ts';

const test = suite('LogBuckets');
const MAX = 24;

/** What the buckets must hold, made anew from all keys that are inside. */
function expectedBuckets(keys: readonly number[], maxBuckets: number): number[] {
  const candidates = [0, ...keys.map(Math.abs)].sort((a, b) => a - b);
  for (const floor of candidates) {
    const counts = new Map<number, number>();
    for (const key of keys) {
      const read = key === 0 ? 0 : Math.sign(key) * Math.max(floor, Math.abs(key));
      counts.set(read, (counts.get(read) ?? 0) + 1);
    }
    if (counts.size <= maxBuckets) {
      return [floor, ...[...counts].sort(([a], [b]) => a - b).flat()];
    }
  }
  throw new Error('no floor is high enough');
}

function bucketsOf(keys: readonly number[], maxBuckets: number): LogBuckets {
  const buckets = new LogBuckets();
  for (const key of keys) buckets.add(key, 1, maxBuckets);
  return buckets;
}

function randomKeys(random: () => number, most: number, range: number): number[] {
  const length = 1 + Math.floor(random() ** 2 * most);
  return Array.from({ length }, () => Math.round((random() - 0.4) * range));
}

test('holds each key once, sorted, with its count', () => {
  assert.equal(bucketsOf([5, -2, 5, 0, 9], MAX).save(), [0, -2, 1, 0, 1, 5, 2, 9, 1]);
  assert.equal(new LogBuckets().save(), [0]);
});

test('finds the key of every rank', () => {
  const keys = [5, -2, 5, 0, 9, 9, 9];
  const buckets = bucketsOf(keys, MAX);
  const sorted = keys.toSorted((a, b) => a - b);
  assert.equal(
    sorted.map((_, i) => buckets.keyAt(i + 1)),
    sorted,
  );
});

test('holds what a new count of all keys gives, in whatever order they were added and merged', () => {
  const random = randomFrom(11);
  for (let round = 0; round < 2000; round += 1) {
    const range = round % 2 === 0 ? 40 : 300;
    const parts = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
      randomKeys(random, 60, range),
    );
    const total = bucketsOf(parts[0] ?? [], MAX);
    for (const part of parts.slice(1)) total.merge(bucketsOf(part, MAX), MAX);
    assert.equal(total.save(), expectedBuckets(parts.flat(), MAX));
    assert.is(total.total, parts.flat().length);
  }
});

test('holds what a new count gives after parts were taken out again', () => {
  const random = randomFrom(12);
  const maxBuckets = 1000;
  for (let round = 0; round < 300; round += 1) {
    const parts = Array.from({ length: 12 }, () => randomKeys(random, 80, 150));
    const total = new LogBuckets();
    parts.forEach((part, i) => {
      total.merge(bucketsOf(part, maxBuckets), maxBuckets);
      if (i >= 4) total.remove(bucketsOf(parts[i - 4] ?? [], maxBuckets));
      const inside = parts.slice(Math.max(0, i - 3), i + 1).flat();
      assert.equal(total.save(), expectedBuckets(inside, maxBuckets));
    });
  }
});

test('takes parts out of the buckets that they went into, also below a floor', () => {
  const random = randomFrom(13);
  for (let round = 0; round < 300; round += 1) {
    const parts = Array.from({ length: 8 }, () => bucketsOf(randomKeys(random, 60, 200), MAX));
    const total = new LogBuckets();
    parts.forEach((part, i) => {
      total.merge(part, MAX);
      const gone = parts[i - 3];
      if (gone !== undefined) total.remove(gone);
      const counts = total.save().filter((_, at) => at > 0 && at % 2 === 0);
      assert.ok(counts.every((count) => count > 0));
      assert.ok(counts.length <= MAX);
      assert.is(
        counts.reduce((a, b) => a + b, 0),
        total.total,
      );
    });
    for (const part of parts.slice(-3)) total.remove(part);
    assert.equal(total.save(), [0]);
    assert.is(total.total, 0);
  }
});

test.run();
