import { gzipSync } from 'node:zlib';
import { SideOutput } from '../../../operators/index.ts';
import { fromCsv } from '../../../src/sources/index.ts';
import type { FromCsvConfig, MalformedLine } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { collect } from './collect.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const test = suite('fromCsv');
const folder = new TemporaryFolder();
test.after(() => folder.remove());

const CASES: readonly [string, string, Omit<FromCsvConfig, 'file'>, readonly unknown[]][] = [
  [
    'rows with the names of the header',
    'a,b\n1,x\n2,y\n',
    {},
    [
      { a: '1', b: 'x' },
      { a: '2', b: 'y' },
    ],
  ],
  [
    'columns of numbers',
    'a,b\n1.5,x\n-2e3,y',
    { numbers: ['a'] },
    [
      { a: 1.5, b: 'x' },
      { a: -2000, b: 'y' },
    ],
  ],
  ['an empty number as null', 'a,b\n,x\n', { numbers: ['a'] }, [{ a: null, b: 'x' }]],
  [
    'the wanted columns alone, in the wanted order',
    'a,b,c\n1,2,3\n',
    { columns: ['c', 'a'] },
    [{ c: '3', a: '1' }],
  ],
  [
    'a file without a header row',
    '1,2\n3,4\n',
    { header: ['a', 'b'] },
    [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ],
  ],
  [
    'quotes, with commas and line ends in them',
    'a,b\n"x, ""y""","1\n2"\n',
    {},
    [{ a: 'x, "y"', b: '1\n2' }],
  ],
  ['another delimiter', 'a;b\n1;2\n', { delimiter: ';' }, [{ a: '1', b: '2' }]],
  [
    'a byte order mark, carriage returns and empty lines',
    '\uFEFFa,b\r\n\r\n1,2\r\n',
    {},
    [{ a: '1', b: '2' }],
  ],
  ['a file with a header alone', 'a,b\n', {}, []],
  ['an empty file', '', {}, []],
];
for (const [what, content, config, expected] of CASES) {
  test(`reads ${what}, packed too`, async () => {
    for (const file of [await folder.write(content), await folder.write(gzipSync(content))]) {
      const { values, error } = await collect(fromCsv({ file, ...config }));
      assert.is(error, undefined);
      assert.equal(values, expected);
    }
  });
}

test('reads a file of many blocks in runs', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i},name ${i}`);
  const file = await folder.write(['id,name', ...lines].join('\n'));
  const source = fromCsv<{ id: number; name: string }>({ file, numbers: ['id'] });
  const { values, runs } = await collect(source);
  assert.is(values.length, 20_000);
  assert.ok(values.every(({ id, name }, i) => id === i && name === `name ${i}`));
  assert.ok(runs.every((run) => run.values.length <= 512));
});

const MALFORMED: readonly [string, string, string][] = [
  ['too few fields', 'a,b\n1,2\n3\n5,6\n', ':3: 1 fields where the header has 2'],
  ['too many fields', 'a,b\n1,2\n3,4,5\n5,6\n', ':3: 3 fields where the header has 2'],
  ['no number where one must be', 'a,b\n1,2\nthree,4\n5,6\n', ":3: no number in column 'a'"],
  ['a quote in the middle of a field', 'a,b\n1,2\n3,x"y\n5,6\n', ':3: Invalid'],
];
for (const [what, content, text] of MALFORMED) {
  test(`fails at a row with ${what}, after the rows before it`, async () => {
    const file = await folder.write(content);
    const { values, error } = await collect(fromCsv({ file, numbers: ['a'] }));
    assert.equal(values, [{ a: 1, b: '2' }]);
    assert.hasCode(error, 'MILLRACE_LINE_MALFORMED', `fromCsv: ${file}${text}`);
  });

  test(`drops and counts a row with ${what}, and reads on`, async () => {
    const source = fromCsv({
      file: await folder.write(content),
      numbers: ['a'],
      malformed: 'drop',
    });
    assert.equal((await collect(source)).values, [
      { a: 1, b: '2' },
      { a: 5, b: '6' },
    ]);
    assert.is(source.counters.malformed, 1);
  });
}

test('gives malformed rows to a side output', async () => {
  const malformed = new SideOutput<MalformedLine>();
  const found: MalformedLine[] = [];
  malformed.stream.subscribe(({ values }) => found.push(...values));
  const file = await folder.write('a,b\n1\n2,3\n');
  const { values } = await collect(fromCsv({ file, malformed }));
  assert.equal(values, [{ a: '2', b: '3' }]);
  assert.equal(found, [{ file, line: 2, text: '1', reason: '1 fields where the header has 2' }]);
});

test('fails at a row over the limit whatever happens to malformed rows', async () => {
  const file = await folder.write(`a,b\n1,2\n3,"${'x'.repeat(200_000)}`);
  for (const malformed of ['error', 'drop'] as const) {
    const { values, error } = await collect(fromCsv({ file, malformed, maxLineBytes: 100_000 }));
    assert.equal(values, [{ a: '1', b: '2' }]);
    assert.hasCode(
      error,
      'MILLRACE_LINE_MALFORMED',
      `${file}:3: the row is longer than maxLineBytes`,
    );
  }
});

test('names a missing file and an unknown column', async () => {
  const missing = await collect(fromCsv({ file: '/nowhere/at-all.csv' }));
  assert.hasCode(missing.error, 'MILLRACE_FILE_MISSING', "'/nowhere/at-all.csv' does not exist");
  const file = await folder.write('a,b\n1,2\n');
  for (const config of [{ columns: ['c'] }, { numbers: ['c'] }]) {
    const { error } = await collect(fromCsv({ file, ...config }));
    assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', `'${file}' has no column 'c'; it has a, b`);
  }
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => fromCsv({ file: 'a', ...config });
  assert.throwsCode(make({ file: '' }), 'MILLRACE_ARGUMENT_TYPE', 'fromCsv: file');
  assert.throwsCode(make({ delimiter: ', ' }), 'MILLRACE_ARGUMENT_TYPE', 'delimiter');
  assert.throwsCode(make({ columns: 'a' }), 'MILLRACE_ARGUMENT_TYPE', 'columns');
  assert.throwsCode(make({ malformed: 'skip' }), 'MILLRACE_ARGUMENT_TYPE', 'malformed');
});

test.run();
