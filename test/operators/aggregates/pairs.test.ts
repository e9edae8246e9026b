import { addNumber, addPair, addProduct } from '../../../operators/aggregates/pairs.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { randomFrom } from './randomFrom.ts';

const test = suite('pairs');

function whole(cells: Float64Array): bigint {
  return BigInt(cells[0] ?? 0) + BigInt(cells[1] ?? 0);
}

test('add whole numbers of up to 53 bits, their products and pairs of them without any error', () => {
  const random = randomFrom(21);
  const draw = (): number => Math.round((random() - 0.5) * 2 ** (54 * random()));
  for (let round = 0; round < 200; round += 1) {
    const cells = new Float64Array(2);
    let exact = 0n;
    for (let i = 0; i < 50; i += 1) {
      const [a, b] = [draw(), Math.round(draw() / 2 ** 6)];
      addNumber(cells, 0, a);
      addPair(cells, 0, a * 2 ** 40, b);
      addProduct(cells, 0, a, b);
      exact += BigInt(a) + BigInt(a) * 2n ** 40n + BigInt(b) + BigInt(a) * BigInt(b);
      assert.is(whole(cells), exact);
    }
  }
});

test('leave nothing behind when all is taken out again', () => {
  const random = randomFrom(22);
  const values = Array.from({ length: 500 }, () => Math.round((random() - 0.5) * 2 ** 53));
  const cells = new Float64Array(2);
  for (const value of values) addNumber(cells, 0, value);
  for (const value of values.toReversed()) addNumber(cells, 0, -value);
  assert.equal([...cells].map(Math.abs), [0, 0]);
});

test.run();
