import { gzipSync } from 'node:zlib';
import { SideOutput } from '../../../operators/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { fromNdjson } from '../../../src/sources/index.ts';
import type { FromNdjsonConfig, MalformedLine } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { collect } from './collect.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const test = suite('fromNdjson');
const folder = new TemporaryFolder();
test.after(() => folder.remove());

/** Bytes in pieces of one size. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

const FILES: readonly [string, string, readonly unknown[]][] = [
  ['one value a line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['a last line without an end', '1\n2', [1, 2]],
  ['an empty file', '', []],
  ['empty lines and lines of spaces', '\n1\n\n  \n2\n\n', [1, 2]],
  ['carriage returns', '{"a":1}\r\n\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['a byte order mark', '\uFEFF{"a":1}\n', [{ a: 1 }]],
  ['texts of several bytes a character', '"äöü€😀"\n"ß"\n', ['äöü€😀', 'ß']],
];
for (const [what, content, expected] of FILES) {
  test(`reads ${what}, from a file, packed, and in pieces of any size`, async () => {
    const sources: FromNdjsonConfig[] = [
      { file: await folder.write(content) },
      { file: await folder.write(gzipSync(content)) },
      ...[1, 2, 3, 7, 1_000].map((size) => ({ input: pieces(content, size) })),
    ];
    for (const config of sources) {
      const { values, error } = await collect(fromNdjson(config));
      assert.is(error, undefined);
      assert.equal(values, expected);
    }
  });
}

test('gives the values of a file of many blocks in runs', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ i, text: 'x'.repeat(i % 50) }));
  const content = rows.map((row) => JSON.stringify(row)).join('\n');
  const source = fromNdjson({ file: await folder.write(content), chunkSize: 100 });
  const { values, runs } = await collect(source);
  assert.equal(values, rows);
  assert.ok(runs.every((run) => run.values.length <= 100));
  assert.is(source.counters.rows, 20_000);
});

test('fails at a malformed line with file, line and text, after the values before it', async () => {
  const file = await folder.write('{"a":1}\n{"a":2}\n{"a":\n{"a":4}\n');
  const { values, error } = await collect(fromNdjson({ file }));
  assert.equal(values, [{ a: 1 }, { a: 2 }]);
  assert.hasCode(error, 'MILLRACE_LINE_MALFORMED', `fromNdjson: ${file}:3: no JSON`);
  assert.match((error as Error).message, `in '{"a":'`);
});

test('does not take two halves of a value in two lines for one', async () => {
  const content = '{"a":1\n"b":2}\n3,4\n5\n';
  const source = fromNdjson({ file: await folder.write(content), malformed: 'drop' });
  assert.equal((await collect(source)).values, [5]);
  assert.is(source.counters.malformed, 3);
});

test('gives malformed lines to a side output, with their line and the start of their text', async () => {
  const malformed = new SideOutput<MalformedLine>();
  const found: MalformedLine[] = [];
  let ended = false;
  malformed.stream.subscribe({
    next: (chunk) => found.push(...chunk.values),
    complete: () => (ended = true),
  });
  const file = await folder.write(`1\n\nnope\n2\n${'y'.repeat(500)}`);
  const { values, error } = await collect(fromNdjson({ file, malformed }));
  assert.is(error, undefined);
  assert.equal(values, [1, 2]);
  const told = found.map(({ line, text }) => ({ line, text }));
  assert.equal(told, [
    { line: 3, text: 'nope' },
    { line: 5, text: 'y'.repeat(200) },
  ]);
  assert.is(found[0]?.file, file);
  assert.is(ended, true);
});

test('counts a line over the limit as malformed, wherever the pieces are cut', async () => {
  const long = JSON.stringify('z'.repeat(40));
  const fits = JSON.stringify('z'.repeat(18));
  const content = [1, long, 2, fits, long, long, 3, long].join('\n');
  for (const size of [1, 5, 19, 64, 10_000]) {
    const found: number[] = [];
    const malformed = new SideOutput<MalformedLine>();
    malformed.stream.subscribe(({ values }) => found.push(...values.map(({ line }) => line)));
    const input = pieces(content, size);
    const { values } = await collect(fromNdjson({ input, maxLineBytes: 20, malformed }));
    assert.equal(values, [1, 2, 'z'.repeat(18), 3], `pieces of ${size}`);
    assert.equal(found, [2, 5, 6, 8], `pieces of ${size}`);
  }
});

test('reads what a line-by-line oracle reads, whatever the bytes and the pieces', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seededRandom(seed);
    const pick = (): string => LINES[Math.floor(random() * LINES.length)] as string;
    const ends = random() < 0.5 ? '\n' : '\r\n';
    const content = Array.from({ length: 1 + Math.floor(random() * 40) }, pick).join(ends);
    const source = fromNdjson({
      input: pieces(content, 1 + Math.floor(random() * 30)),
      malformed: 'drop',
    });
    const { values } = await collect(source);
    const expected = oracle(content);
    assert.equal(values, expected.values, `seed ${seed}`);
    assert.is(source.counters.malformed, expected.malformed, `seed ${seed}`);
  }
});

const LINES = [
  '1',
  '"ü"',
  '{"a":[1,2]}',
  '',
  ' ',
  '[',
  '{"a":1',
  '"b":2}',
  'null',
  '😀',
  '"\u2028"',
];

function oracle(content: string): { values: unknown[]; malformed: number } {
  const values: unknown[] = [];
  let malformed = 0;
  for (const line of content.split('\n')) {
    if (/^\s*$/.test(line)) continue;
    try {
      values.push(JSON.parse(line));
    } catch {
      malformed += 1;
    }
  }
  return { values, malformed };
}

test('takes text as input too, and passes an error of the input on as the cause', async () => {
  const cause = new Error('pipe broken');
  async function* input(): AsyncGenerator<string> {
    yield '1\n2';
    yield '3\n';
    throw cause;
  }
  const { values, error } = await collect(fromNdjson({ input: input() }));
  assert.equal(values, [1, 23]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'pipe broken');
});

test('names a missing file and a folder, and says what to do', async () => {
  const missing = await collect(fromNdjson({ file: '/nowhere/at-all.ndjson' }));
  const text = "'/nowhere/at-all.ndjson' does not exist; check the path";
  assert.hasCode(missing.error, 'MILLRACE_FILE_MISSING', text);
  const directory = await collect(fromNdjson({ file: '/' }));
  assert.hasCode(directory.error, 'MILLRACE_FILE_MISSING', 'is a folder');
});

test('names a packed file that is cut off', async () => {
  const packed = gzipSync(Array.from({ length: 1_000 }, (_, i) => `${i}`).join('\n'));
  const file = await folder.write(packed.subarray(0, packed.length / 2));
  const { error } = await collect(fromNdjson({ file }));
  assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', `'${file}' could not be read`);
});

test('stops when it is unsubscribed from', async () => {
  const file = await folder.write('1\n'.repeat(500_000));
  let given = 0;
  await new Promise<void>((resolve) => {
    const subscription = fromNdjson({ file, chunkSize: 10 }).rows.subscribe(({ values }) => {
      given += values.length;
      subscription.unsubscribe();
      setTimeout(resolve, 5);
    });
  });
  assert.is(given, 10);
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => fromNdjson(config);
  assert.throwsCode(make({}), 'MILLRACE_ARGUMENT_TYPE', 'either file or input, got neither');
  assert.throwsCode(make({ file: 'a', input: [] }), 'MILLRACE_ARGUMENT_TYPE', 'got both');
  assert.throwsCode(make({ file: 5 }), 'MILLRACE_ARGUMENT_TYPE', 'the path of a file');
  assert.throwsCode(make({ file: 'a', malformed: 'skip' }), 'MILLRACE_ARGUMENT_TYPE', 'malformed');
  assert.throwsCode(
    make({ file: 'a', maxLineBytes: 0 }),
    'MILLRACE_ARGUMENT_RANGE',
    'maxLineBytes',
  );
});

test.run();
