import type { RowGroup } from 'hyparquet';
import { compareRowGroup, rowsInRange } from '../../../src/sources/parquetRange.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('parquetRange');

/** A row group with one column `a`, as far as a range looks at it. */
function group(statistics: object | undefined): RowGroup {
  return { columns: [{ meta_data: { path_in_schema: ['a'], statistics } }] } as unknown as RowGroup;
}

const CASES: readonly [object | undefined, number, number, ReturnType<typeof compareRowGroup>][] = [
  [{ min_value: 10, max_value: 20, null_count: 0n }, 10, 21, 'inside'],
  [{ min_value: 10, max_value: 20, null_count: 0n }, 10, 20, 'across'],
  [{ min_value: 10, max_value: 20, null_count: 0n }, 20, 30, 'across'],
  [{ min_value: 10, max_value: 20, null_count: 0n }, 21, 30, 'outside'],
  [{ min_value: 10, max_value: 20, null_count: 0n }, 0, 10, 'outside'],
  [{ min_value: 10n, max_value: 20n, null_count: 0n }, 0, 10, 'outside'],
  [{ min_value: new Date(10), max_value: new Date(20), null_count: 0n }, 0, 30, 'inside'],
  [{ min_value: 10, max_value: 20, null_count: 1n }, 0, 30, 'across'],
  [{ min_value: 10, max_value: 20 }, 0, 30, 'across'],
  [{}, 0, 30, 'across'],
  [undefined, 0, 30, 'across'],
];
for (const [statistics, from, to, expected] of CASES) {
  const text = Object.entries(statistics ?? {}).map(([name, value]) => `${name} ${Number(value)}`);
  test(`a row group with ${text.join(', ') || 'no statistics'} is ${expected} [${from}, ${to})`, () => {
    assert.is(compareRowGroup(group(statistics), { column: 'a', from, to }), expected);
  });
}

test('rows without a value are outside of every range', () => {
  assert.equal(
    rowsInRange([null, 5, undefined, 15n, new Date(7), 'x'], { column: 'a' }),
    [1, 3, 4, 5],
  );
  assert.equal(rowsInRange([null, 5, 15n, new Date(7)], { column: 'a', from: 6, to: 15 }), [3]);
});

test.run();
