import { FreeList } from '../../../operators/joins/freeList.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('FreeList');

const byNumber = (a: number, b: number): number => a - b;

test('frees at each watermark exactly the rows that are due, wherever it stops', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomFrom(seed);
    const untils: number[] = [];
    const untilOf = (row: number): number => untils[row] as number;
    const list = new FreeList();
    let rows: number[] = [];
    let watermark = -500;
    for (let step = 0; step < 40; step += 1) {
      for (let count = random(8); count > 0; count -= 1) {
        const row = untils.push(watermark + 1 + random(500)) - 1;
        rows.push(row);
        list.put(row, untilOf(row));
      }
      watermark += random(120);
      const freed: number[] = [];
      list.free(watermark, (row) => freed.push(row));
      const wanted = rows.filter((row) => untilOf(row) <= watermark);
      assert.equal(freed.toSorted(byNumber), wanted, `seed ${seed}, step ${step}`);
      rows = rows.filter((row) => !wanted.includes(row));
      const next = Math.min(Infinity, ...rows.map(untilOf));
      assert.ok(list.next <= next && list.next > watermark - 64, `seed ${seed}: next`);
      assert.is(list.rows().length, rows.length, `seed ${seed}: rows`);
    }
  }
});

test('has no next watermark when it is empty, and frees all at the end of time', () => {
  const list = new FreeList();
  assert.is(list.next, Infinity);
  list.put(0, 15);
  let freed = 0;
  list.free(Infinity, () => (freed += 1));
  assert.is(freed, 1);
  assert.is(list.next, Infinity);
});

test.run();
