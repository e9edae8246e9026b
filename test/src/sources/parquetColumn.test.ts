import fc from 'fast-check';
import { readParquetColumn } from '../../../src/sources/parquetColumn.ts';
import { loadParquetDriver } from '../../../src/sources/parquetDriver.ts';
import type { ColumnDecoder } from '../../../src/sources/parquetDriver.ts';
import type { TableColumn } from '../../../src/sources/tableColumn.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { dataPage, dictionaryPage, requiredPage } from './parquetPages.ts';
import type { HybridRun } from './parquetPages.ts';

const test = suite('readParquetColumn');

const { pages, compressors } = await loadParquetDriver('test');

function decoder(repetition: Repetition): ColumnDecoder {
  const root = { element: { name: 'root' }, children: [], count: 1, path: [] };
  const element = { name: 'a', type: 'INT32', repetition_type: repetition } as const;
  return {
    pathInSchema: ['a'],
    type: 'INT32',
    codec: 'UNCOMPRESSED',
    element,
    schemaPath: [root, { element, children: [], count: 1, path: ['a'] }],
    parsers: pages.DEFAULT_PARSERS,
    compressors,
  };
}

type Repetition = 'OPTIONAL' | 'REQUIRED';

function read(
  bytes: readonly number[],
  rows: number,
  repetition: Repetition = 'OPTIONAL',
): TableColumn {
  return readParquetColumn(pages, Uint8Array.from(bytes).buffer, decoder(repetition), rows);
}

function valuesOf({ values, places }: TableColumn): unknown[] {
  return Array.from(places, (place) => values[place]);
}

/** Cuts numbers into runs: of equal ones where there are such, else of eights. */
function runsOf(numbers: readonly number[], length: number): HybridRun[] {
  const runs: HybridRun[] = [];
  for (let from = 0; from < numbers.length; from += length) {
    const part = numbers.slice(from, from + length);
    // A packed run is whole eights: only the last one may be filled up.
    const equal = part.every((number) => number === part[0]);
    runs.push({ numbers: part, packed: !equal });
  }
  return runs;
}

const page = fc.record({
  rows: fc.array(fc.option(fc.nat({ max: 299 }), { freq: 3 }), { minLength: 1, maxLength: 100 }),
  plain: fc.boolean(),
  eights: fc.integer({ min: 1, max: 4 }),
});
const dictionaries = fc.array(fc.integer(), { minLength: 300, maxLength: 300 });

test('gives the values of pages with and without a dictionary, nulls among them', () => {
  fc.assert(
    fc.property(fc.array(page, { minLength: 1, maxLength: 4 }), dictionaries, (all, dictionary) => {
      const bytes = all.flatMap(({ rows, plain, eights }) => {
        const there = rows.filter((row) => row !== null);
        const levels = runsOf(
          rows.map((row) => (row === null ? 0 : 1)),
          eights * 8,
        );
        if (plain)
          return dataPage(
            levels,
            there.map((row) => dictionary[row] as number),
          );
        return dataPage(levels, { width: 9, runs: runsOf(there, eights * 8) });
      });
      const expected = all.flatMap(({ rows }) =>
        rows.map((row) => (row === null ? null : (dictionary[row] as number))),
      );
      const column = read([...dictionaryPage(dictionary), ...bytes], expected.length);
      assert.equal(valuesOf(column), expected);
    }),
  );
});

test('gives the rows of a column that always has the same value', () => {
  const levels = [{ numbers: [1, 1, 1], packed: false }];
  const bytes = [...dictionaryPage([7]), ...dataPage(levels, { width: 0, runs: [] })];
  assert.equal(valuesOf(read(bytes, 3)), [7, 7, 7]);
});

test('gives the rows of a column that cannot have nulls', () => {
  const runs = [
    { numbers: [2, 0, 1, 2, 1, 0, 0, 2], packed: true },
    { numbers: [1, 1, 1], packed: false },
  ];
  const bytes = [...dictionaryPage([7, 8, 9]), ...requiredPage({ width: 2, runs })];
  const expected = [9, 7, 8, 9, 8, 7, 7, 9, 8, 8, 8];
  assert.equal(valuesOf(read(bytes, 11, 'REQUIRED')), expected);
});

test('refuses what points outside of the dictionary, ends early, or has too many rows', () => {
  const levels = [{ numbers: [1, 1], packed: false }];
  const runs = [{ numbers: [1, 2], packed: true }];
  const bytes = [...dictionaryPage([7, 8]), ...dataPage(levels, { width: 2, runs })];
  assert.throws(() => read(bytes, 2), /points to value 2 of 2/);
  assert.throws(() => read(bytes, 1), /has 2 rows where 1 are due/);
  const good = [...dictionaryPage([7, 8, 9]), ...dataPage(levels, { width: 2, runs })];
  assert.equal(valuesOf(read(good, 2)), [8, 9]);
  assert.throws(() => read(good, 3), /column 'a' ends after 2 of 3 rows/);
  const short = [...dictionaryPage([7, 8, 9]), ...dataPage(levels, { width: 2, runs: [] })];
  assert.throws(() => read(short, 2), /a page ends before its values do/);
});

test('reads pages with random bytes in them or refuses them', () => {
  const rows = Array.from({ length: 40 }, (_, i) => (i * 7) % 20);
  const levels = runsOf(
    rows.map((row) => (row === 3 ? 0 : 1)),
    16,
  );
  const there = rows.filter((row) => row !== 3);
  const whole = [
    ...dictionaryPage(Array.from({ length: 20 }, (_, i) => i)),
    ...dataPage(levels, { width: 5, runs: runsOf(there, 24) }),
  ];
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      try {
        assert.is(read(whole.with(at, byte), 40).places.length, 40);
      } catch (error) {
        assert.ok(error instanceof Error, 'not an error');
      }
    }),
  );
});

test.run();
