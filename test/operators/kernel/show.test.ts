import { show } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('show');

test('shows each kind of value so that it is told from the others', () => {
  function named(): void {}
  const table: [unknown, string][] = [
    ['5', "'5'"],
    [5, '5'],
    [5n, '5n'],
    [-0.5, '-0.5'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [named, 'function named'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object with no fields'],
    [{ a: 1, b: 2 }, 'an object with a, b'],
    [new TypeError('why'), 'TypeError: why'],
    [new Date(7), 'Date 7'],
    [new Date(Number.NaN), 'Date NaN'],
    [Object.create(null), 'an object with no fields'],
  ];
  for (const [value, text] of table) assert.is(show(value), text);
});

test('cuts a long text at 80 characters', () => {
  const text = show('x'.repeat(500));
  assert.is(text.length, 80);
  assert.ok(text.endsWith('…'));
});

test.run();
