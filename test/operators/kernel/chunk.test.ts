import { firstReached, makeChunk, watermarkBefore } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('chunk');

const column = chunkOf(
  [
    ['a', 0],
    ['b', 0],
    ['c', 0],
  ],
  { before: [1, 5, 5], watermark: 9 },
);
const flat = chunkOf(
  [
    ['a', 0],
    ['b', 0],
  ],
  { before: 4, watermark: 9 },
);

test('has all its fields, whichever were given', () => {
  const fields = ['values', 'timestamps', 'before', 'watermark', 'arrivals', 'control', 'pressure'];
  assert.equal(Object.keys(makeChunk({ watermark: 3 })), fields);
  assert.equal(
    Object.keys(makeChunk({ watermark: 3, values: [1], timestamps: [1], before: [0] })),
    fields,
  );
  assert.is(makeChunk({ watermark: 3 }).before, 3);
});

test('tells the watermark before each value, from a column or from one number', () => {
  assert.equal(
    [0, 1, 2].map((index) => watermarkBefore(column, index)),
    [1, 5, 5],
  );
  assert.equal(
    [0, 1].map((index) => watermarkBefore(flat, index)),
    [4, 4],
  );
  assert.is(watermarkBefore(column, 3), 9);
});

test('finds the first position before which a watermark is reached', () => {
  const table: [from: number, wake: number, found: number][] = [
    [0, 0, 0],
    [0, 1, 0],
    [0, 2, 1],
    [0, 5, 1],
    [2, 5, 2],
    [0, 6, 3],
    [0, Infinity, 3],
  ];
  for (const [from, wake, found] of table)
    assert.is(firstReached(column, from, wake), found, `${from}, ${wake}`);
  assert.is(firstReached(flat, 1, 4), 1);
  assert.is(firstReached(flat, 0, 5), 2);
});

test('finds the same position as a search from the start', () => {
  const random = randomFrom(1);
  for (let round = 0; round < 300; round += 1) {
    let last = 0;
    const before = Array.from({ length: 1 + random(20) }, () => (last += random(3)));
    const chunk = makeChunk({ values: before, timestamps: before, before, watermark: last });
    const [from, wake] = [random(before.length), random(last + 2)];
    const found = before.findIndex((mark, index) => index >= from && mark >= wake);
    assert.is(
      firstReached(chunk, from, wake),
      found < 0 ? before.length : found,
      `seed 1, round ${round}`,
    );
  }
});

test.run();
