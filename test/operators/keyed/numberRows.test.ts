import { NumberRows } from '../../../operators/keyed/numberRows.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('NumberRows');

/** Numbers of all kinds: small and large, whole and broken, below zero and beyond all. */
const KINDS: readonly ((n: number) => number)[] = [
  (n) => n,
  (n) => -n * 64,
  (n) => n / 3,
  (n) => (n + 1) * 2 ** 40 + n,
  (n) => (n === 0 ? Infinity : -Infinity),
];

test('keeps a row for each number as a Map does, while they come and go', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = randomFrom(seed);
    const rows = new NumberRows();
    const naive = new Map<number, number>();
    for (let step = 0; step < 2_000; step += 1) {
      const kind = KINDS[random(KINDS.length)] as (n: number) => number;
      const key = kind(random(100));
      // At first most are added, then most are deleted.
      const adds = random(2_000) > step;
      if (adds && !naive.has(key)) {
        naive.set(key, step);
        rows.add(key, step);
      } else if (!adds) {
        const row = naive.get(key) ?? -1;
        assert.is(rows.delete(key, row + 1), false, `seed ${seed}`);
        assert.is(rows.delete(key, row), naive.delete(key), `seed ${seed}`);
      }
      assert.is(rows.find(key), naive.get(key) ?? -1, `seed ${seed}`);
      assert.is(rows.size, naive.size);
    }
    for (const [key, row] of naive) assert.is(rows.find(key), row, `seed ${seed}`);
  }
});

test('takes both zeros for one', () => {
  const rows = new NumberRows();
  rows.add(-0, 7);
  assert.is(rows.find(0), 7);
});

test.run();
