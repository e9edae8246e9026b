import { FreeList, untilOf } from '../../../operators/joins/freeList.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

interface Row {
  readonly timestamp: number;
  readonly stay: number;
  gone: boolean;
}

const test = suite('FreeList');

test('frees at each watermark exactly the rows that are due, wherever it stops', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomFrom(seed);
    const list = new FreeList<Row>();
    let rows: Row[] = [];
    let watermark = -500;
    for (let step = 0; step < 40; step += 1) {
      for (let count = random(8); count > 0; count -= 1) {
        const row = { timestamp: watermark + random(200), stay: 1 + random(300), gone: false };
        rows.push(row);
        list.put(row);
      }
      const left = rows[random(40)];
      if (left !== undefined) left.gone = true;
      rows = rows.filter(({ gone }) => !gone);
      watermark += random(120);
      const freed: Row[] = [];
      list.free(watermark, (row) => freed.push(row));
      const wanted = rows.filter((row) => untilOf(row) <= watermark);
      assert.equal(new Set(freed), new Set(wanted), `seed ${seed}, step ${step}`);
      rows = rows.filter((row) => !wanted.includes(row));
      const next = Math.min(Infinity, ...rows.map(untilOf));
      assert.ok(list.next <= next && list.next > watermark - 64, `seed ${seed}: next`);
      assert.is(list.rows().length, rows.length, `seed ${seed}: rows`);
    }
  }
});

test('has no next watermark when it is empty, and frees all at the end of time', () => {
  const list = new FreeList<Row>();
  assert.is(list.next, Infinity);
  list.put({ timestamp: 10, stay: 5, gone: false });
  let freed = 0;
  list.free(Infinity, () => (freed += 1));
  assert.is(freed, 1);
  assert.is(list.next, Infinity);
});

test.run();
