import { emptyRow, rowFiller } from '../../../src/sources/rowFiller.ts';
import { plainColumn } from '../../../src/sources/tableColumn.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('rowFiller');

test('fills plain objects of any number of columns', () => {
  for (const width of [0, 1, 5, 8, 9, 20]) {
    const names = Array.from({ length: width }, (_, i) => `column ${i}`);
    const columns = names.map((name) => [0, 1, 2, 3].map((row) => `${name}, row ${row}`));
    const fill = rowFiller(names, columns.map(plainColumn));
    const Empty = emptyRow();
    for (const row of [1, 3]) {
      const expected = Object.fromEntries(names.map((name) => [name, `${name}, row ${row}`]));
      const filled = fill(new Empty(), row);
      assert.equal(filled, expected);
      assert.is(Object.getPrototypeOf(filled), Object.prototype);
    }
  }
});

test.run();
