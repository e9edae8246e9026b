import type { Item } from '../../../operators/aggregates/index.ts';
import { ItemHash } from '../../../operators/aggregates/itemHash.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('ItemHash');
const hashes = new ItemHash();

function differing(a: number, b: number): number {
  const bits = BigInt(a) ^ BigInt(b);
  return bits.toString(2).replaceAll('0', '').length;
}

test('gives whole numbers of up to 53 bits, always the same for the same item', () => {
  for (const item of ['', 'a', 'ä€', 0, 1.5, -7, Number.MAX_VALUE]) {
    const hash = hashes.hash(item);
    assert.ok(Number.isSafeInteger(hash) && hash >= 0);
    assert.is(new ItemHash().hash(item), hash);
  }
  assert.is(hashes.hash(0), hashes.hash(-0));
});

test('gives different hashes for items that are alike', () => {
  const items: Item[] = [];
  for (let i = 0; i < 50_000; i += 1) items.push(i, -i - 1, i + 0.5, `${i}`, `${i} `, `a${i}b`);
  assert.is(new Set(items.map((item) => hashes.hash(item))).size, items.length);
});

test('changes about half of the bits when one bit of the item changes', () => {
  let total = 0;
  for (let i = 0; i < 2000; i += 1) {
    total += differing(hashes.hash(i), hashes.hash(i ^ 1));
    total += differing(hashes.hash(`x${i}`), hashes.hash(`y${i}`));
  }
  const average = total / 4000;
  assert.ok(average > 25.5 && average < 27.5, `${average} of 53`);
});

test('spreads whole numbers and texts over its first bits evenly', () => {
  for (const make of [(i: number): Item => i, (i: number): Item => `id-${i}`]) {
    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i += 1) {
      const cell = Math.floor(hashes.hash(make(i)) / 2 ** 47);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    assert.ok(chiSquare < 120, `chi-square ${chiSquare} for 63 degrees of freedom`);
  }
});

test.run();
