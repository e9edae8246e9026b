import { RowsByKey } from '../../../operators/joins/rowsByKey.ts';
import { NO_ROW, RowTable } from '../../../operators/joins/rowTable.ts';
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
    const table = new RowTable<number>(undefined);
    const rows = new RowsByKey<number>(table);
    let kept: Kept[] = [];
    for (let step = 0; step < 600; step += 1) {
      const key = random(keys);
      const time = step + random(20);
      const row = table.add(rows.listFor(key, 'right'), step, time, step);
      kept.push({ row, key, time, order: step });
      const some = kept[random(kept.length)] as Kept;
      const due = some.time - 150 + random(60);
      const gone = kept.filter((other) => other.key === some.key && other.time <= due);
      const taken: number[] = [];
      const list = table.listOf(some.row);
      for (let first = table.firstOf(list); first !== NO_ROW; first = table.firstOf(list)) {
        if (table.timeOf(first) > due) break;
        table.remove(first);
        taken.push(table.valueOf(first));
        table.release(first);
      }
      rows.tidy(list);
      assert.equal(
        taken,
        gone.toSorted(byTime).map(({ order }) => order),
        `seed ${seed}`,
      );
      kept = kept.filter((other) => !gone.includes(other));
      assert.is(table.size, kept.length, `seed ${seed}, step ${step}: size`);
    }
    for (let key = 0; key < keys; key += 1) {
      const wanted = kept.filter((other) => other.key === key).toSorted(byTime);
      const list = rows.listFor(key, 'right');
      const found = rows.all().filter((row) => table.listOf(row) === list);
      assert.equal(
        found,
        wanted.map(({ row }) => row),
        `seed ${seed}: key ${key}`,
      );
      const values = found.map((row) => table.valueOf(row));
      assert.equal(
        values,
        wanted.map(({ order }) => order),
        `seed ${seed}: values`,
      );
      const from = seed * 10;
      assert.is(
        table.firstFrom(list, from),
        wanted.find(({ time }) => time >= from)?.row ?? NO_ROW,
        `seed ${seed}: from ${from}`,
      );
      rows.tidy(list);
    }
  }
});

test('puts rows that came out of order in their places, also when some of them have left before', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomFrom(seed);
    const table = new RowTable<number>(undefined);
    let kept: Kept[] = [];
    for (let order = 0; order < 60; order += 1) {
      const time = random(40);
      kept.push({ row: table.add(0, order, time, order), key: 0, time, order });
      if (random(3) === 0) {
        const gone = kept[random(kept.length)] as Kept;
        kept = kept.filter((other) => other !== gone);
        assert.is(table.remove(gone.row), kept.length === 0, `seed ${seed}: whether it is empty`);
        table.release(gone.row);
      }
      if (random(8) > 0) continue;
      const found: number[] = [];
      for (let row = table.firstOf(0); row !== NO_ROW; row = table.nextOf(row)) found.push(row);
      const wanted = kept.toSorted(byTime).map(({ row }) => row);
      assert.equal(found, wanted, `seed ${seed}, row ${order}`);
    }
  }
});

test.run();
