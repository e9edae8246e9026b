import type { FileMetaData, SchemaElement } from 'hyparquet';
import { columnDecoding } from '../../../src/sources/columnDecoding.ts';
import type { ParquetTypes } from '../../../src/sources/columnDecoding.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('columnDecoding');

const PLAIN: ParquetTypes = { dates: 'milliseconds', integers: 'number' };

function decoding(element: object, types: ParquetTypes = PLAIN): ReturnType<typeof columnDecoding> {
  const schema = [element as SchemaElement, { name: 'other' } as SchemaElement];
  const metadata = { schema } as unknown as FileMetaData;
  return columnDecoding(metadata, 'a', schema[0], types);
}

/** What a parser makes of a stored value. */
function parsed(parsers: object, name: string, stored: unknown): unknown {
  const parser = (parsers as Record<string, (stored: unknown) => unknown>)[name];
  return parser?.(stored);
}

test('64-bit integers are declared as times whose parser makes numbers', () => {
  const elements = [
    { type: 'INT64' },
    { type: 'INT64', converted_type: 'INT_64' },
    { type: 'INT64', logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: true } },
  ];
  for (const element of elements) {
    const { metadata, parsers } = decoding(element);
    assert.is(metadata.schema[0]?.converted_type, 'TIMESTAMP_MILLIS');
    assert.is(metadata.schema[0]?.logical_type, undefined);
    assert.equal(metadata.schema[1], { name: 'other' });
    assert.is(parsed(parsers, 'timestampFromMilliseconds', -5n), -5);
  }
});

test('unsigned 64-bit integers are read as such', () => {
  const element = { type: 'INT64', converted_type: 'UINT_64' };
  const { parsers } = decoding(element);
  assert.is(parsed(parsers, 'timestampFromMilliseconds', 5n), 5);
  const convert = (): unknown => parsed(parsers, 'timestampFromMilliseconds', -1n);
  assert.throwsCode(convert, 'MILLRACE_FILE_UNREADABLE', "column 'a' holds -1");
});

test('an integer that is no exact number is an error that names the option', () => {
  const { parsers } = decoding({ type: 'INT64' });
  const convert = (): unknown => parsed(parsers, 'timestampFromMilliseconds', 2n ** 53n);
  assert.throwsCode(convert, 'MILLRACE_FILE_UNREADABLE', "choose integers: 'bigint'");
});

test('other columns, and integers as bigint, stay as they are declared', () => {
  const time = { type: 'INT64', logical_type: { type: 'TIMESTAMP', unit: 'MICROS' } };
  assert.is(decoding(time).metadata.schema[0], time);
  assert.is(decoding({ type: 'INT32' }).metadata.schema[0]?.converted_type, undefined);
  const bigint = decoding({ type: 'INT64' }, { ...PLAIN, integers: 'bigint' });
  assert.is(bigint.metadata.schema[0]?.converted_type, undefined);
});

test('times become whole milliseconds, rounded down also before 1970', () => {
  const { parsers } = decoding({ type: 'INT32' });
  const cases: readonly [string, unknown, number][] = [
    ['timestampFromMilliseconds', 1_500n, 1_500],
    ['timestampFromMicroseconds', 1_999n, 1],
    ['timestampFromMicroseconds', -1n, -1],
    ['timestampFromMicroseconds', -2_000n, -2],
    ['timestampFromNanoseconds', 1_700_000_000_999_999_999n, 1_700_000_000_999],
    ['timestampFromNanoseconds', -1n, -1],
    ['dateFromDays', 2, 172_800_000],
  ];
  for (const [name, stored, expected] of cases) assert.is(parsed(parsers, name, stored), expected);
  assert.equal(decoding({ type: 'INT32' }, { ...PLAIN, dates: 'Date' }).parsers, {});
});

test.run();
