import { RowsByKey } from '../../../operators/joins/rowsByKey.ts';
import { RowTable } from '../../../operators/joins/rowTable.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

interface Kept {
  readonly row: number;
  readonly key: number;
  readonly time: number;
  readonly order: number;
}

const test = suite('RowsByKey');

const byTime = (a: Kept, b: Kept): number => a.time - b.time || a.order - b.order;

test('keeps the rows of few keys and of many in the order of their times while they come and go', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const keys = seed % 2 === 0 ? 2 : 40;
    const table = new RowTable<number, number>();
    const rows = new RowsByKey<number>(table);
    let kept: Kept[] = [];
    for (let step = 0; step < 600; step += 1) {
      const key = random(keys);
      const time = step + random(20);
      const row = table.add('right', rows.of(key), step);
      table.setTime(row, time, step);
      rows.insert(row);
      kept.push({ row, key, time, order: step });
      const some = kept[random(kept.length)] as Kept;
      const due = some.time - 150 + random(60);
      const gone = kept.filter((other) => other.key === some.key && other.time <= due);
      const taken: number[] = [];
      rows.removeUpTo(due, some.row, (other) => {
        taken.push(table.valueOf(other));
        table.release(other);
      });
      assert.equal(
        taken,
        gone.toSorted(byTime).map(({ order }) => order),
        `seed ${seed}`,
      );
      kept = kept.filter((other) => !gone.includes(other));
      assert.is(rows.size, kept.length, `seed ${seed}, step ${step}: size`);
    }
    for (let key = 0; key < keys; key += 1) {
      const wanted = kept.filter((other) => other.key === key).toSorted(byTime);
      assert.equal(
        rows.of(key).right,
        wanted.map(({ row }) => row),
        `seed ${seed}: key ${key}`,
      );
      const values = rows.of(key).right.map((row) => table.valueOf(row));
      assert.equal(
        values,
        wanted.map(({ order }) => order),
        `seed ${seed}: values`,
      );
    }
  }
});

test.run();
