import { parse } from 'csv-parse/sync';
import { CsvFormat } from '../../../src/sinks/csvFormat.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('CsvFormat');

const format = (columns?: readonly string[]) => new CsvFormat<unknown>('csvSink', columns);

test('writes the columns of the first row, and each row in their order', () => {
  const csv = format();
  assert.is(csv.lineOf({ a: 1, b: 'x' }), '1,x\r\n');
  assert.is(csv.header(), 'a,b\r\n');
  assert.is(csv.lineOf({ b: 'y', a: 2 }), '2,y\r\n');
  assert.is(csv.lineOf({ a: 3 }), '3,\r\n');
});

test('writes the columns that are given', () => {
  const csv = format(['b', 'a,c']);
  assert.is(csv.header(), 'b,"a,c"\r\n');
  assert.is(csv.lineOf({ 'a,c': true }), ',true\r\n');
});

test('quotes where RFC 4180 asks for it, and writes what is no text in one way', () => {
  const cases: readonly (readonly [value: unknown, cell: string])[] = [
    ['plain text', 'plain text'],
    ['a "word"', '"a ""word"""'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['', '""'],
    [null, ''],
    [undefined, ''],
    [0.1, '0.1'],
    [NaN, 'NaN'],
    [10n, '10'],
    [false, 'false'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'NaN'],
    [{ start: 1, end: 2 }, '"{""start"":1,""end"":2}"'],
    [[1], '[1]'],
  ];
  const csv = format(['first', 'value']);
  for (const [value, cell] of cases) assert.is(csv.lineOf({ first: 1, value }), `1,${cell}\r\n`);
});

test('an only cell that is empty makes no empty line', () => {
  assert.is(format(['a']).lineOf({ a: null }), '""\r\n');
});

test('a reader of CSV gets the texts that were written', () => {
  const random = seededRandom(7);
  const letters = ['a', ',', '"', '\r', '\n', ' ', ';', 'ü', '\t', "'"];
  const text = () =>
    Array.from({ length: Math.floor(random() * 6) }, () => letters[Math.floor(random() * 10)]).join(
      '',
    );
  const rows = Array.from({ length: 500 }, () => ({ a: text(), b: text() }));
  const csv = format();
  const lines = rows.map((row) => csv.lineOf(row));
  const read: unknown = parse(csv.header() + lines.join(''), {
    columns: true,
    record_delimiter: '\r\n',
  });
  assert.equal(read, rows);
});

test('remembers its columns, and those that are given count more', () => {
  const first = format();
  first.lineOf({ a: 1, b: 2 });
  const second = format();
  second.restore(structuredClone(first.save()));
  assert.is(second.lineOf({ b: 2 }), ',2\r\n');
  const third = format(['b']);
  third.restore(first.save());
  assert.is(third.header(), 'b\r\n');
  const fourth = format();
  fourth.restore(undefined);
  assert.is(fourth.save(), undefined);
});

test('refuses rows that do not fit, and tells why', () => {
  const refused: readonly (readonly [row: unknown, told: string])[] = [
    [{ a: 1, extra: 2 }, "'extra'"],
    [[1], 'named fields'],
    ['text', 'named fields'],
    [null, 'named fields'],
    [{ a: Symbol('x') }, "column 'a'"],
    [{ a: new Map() }, 'Map'],
  ];
  for (const [row, told] of refused)
    assert.throwsCode(() => format(['a']).lineOf(row), 'MILLRACE_NOT_RECORDABLE', told);
  assert.throwsCode(() => format().lineOf({}), 'MILLRACE_NOT_RECORDABLE', 'fields');
});

test.run();
