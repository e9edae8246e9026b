import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from '../../support/assert.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { suite } from '../../support/suite.ts';
import { runCommand } from './runCommand.ts';

const test = suite('millrace');

let folder = '';
const file = (name: string): string => join(folder, name);

const laps = [
  { at: 1_000, driver: 'a' },
  { at: 3_000, driver: 'b' },
  { at: 2_000, driver: 'c' },
];
const ndjson = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'));
  await writeFile(file('laps.ndjson'), ndjson(laps));
  await writeFile(file('laps.csv'), 'at,driver\n2001-01-01T00:00:01,a\n2001-01-01T00:00:03,b\n');
  await writeFile(file('ms.csv'), 'at,driver\n1000,a\n-5000,b\n980899200000,c\n');
  await writeFile(file('empty.parquet'), '');
  await writeFile(file('marked.ndjson'), '\n\uFEFF{"at":2}\n');
  await writeFile(file('odd.csv'), 'at,driver\n1000,a\nsoon,b\n');
  await writeFile(file('torn.ndjson'), '{"at":1}\n{"at"\nat\n{"at":2}\n');
  await writeFile(file('torn.csv'), 'at,driver\n1000,a\n2000\n3000,c\n');
  const slow = [1_000, 2_000, 90_000_000].map((at) => ({ at }));
  await writeFile(file('slow.ndjson'), ndjson(slow));
  await writeFile(file('laps.data'), ndjson(laps));
});

test.after(() => rm(folder, { recursive: true }));

test('shows its help, with all commands and demos and an example', async () => {
  const bare = await runCommand([]);
  const { code, stdout, stderr } = await runCommand(['--help']);
  assert.equal([code, stderr], [0, '']);
  for (const word of [
    'demo',
    'record',
    'replay',
    'tail',
    'graph',
    'departures',
    'quakes',
    'Examples:',
  ]) {
    assert.match(stdout, word);
  }
  assert.equal(bare, { code, stdout, stderr });
});

for (const command of ['demo', 'record', 'replay', 'tail', 'graph', 'help']) {
  test(`help ${command} shows an example of it`, async () => {
    const { code, stdout } = await runCommand(['help', command]);
    assert.is(code, 0);
    assert.match(stdout, new RegExp(`Examples?:\n  millrace ${command}`));
    assert.is((await runCommand([command, '--help'])).stdout, stdout);
  });
}

for (const demo of ['departures', 'quakes']) {
  test(`help demo ${demo} shows the help of the demo`, async () => {
    const { code, stdout, stderr } = await runCommand(['help', 'demo', demo]);
    assert.equal([code, stderr], [0, '']);
    assert.match(
      stdout,
      new RegExp(`^Usage: millrace demo ${demo} [^]*Examples:\n  millrace demo`),
    );
    assert.is((await runCommand(['demo', demo, '--help'])).stdout, stdout);
  });
}

test('tells the version of the package', async () => {
  const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  assert.equal(await runCommand(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

const wrong: readonly (readonly [words: string, text: string])[] = [
  ['replya', "unknown command 'replya' (Did you mean replay?)"],
  ['help replya', "there is no command 'replya'. Did you mean 'replay'?"],
  [
    'demo quaks',
    "there is no demo 'quaks'. Did you mean 'quakes'? The demos are: departures, quakes.",
  ],
  ['help demo quaks', "there is no demo 'quaks'. Did you mean 'quakes'?"],
  ['graph depatures', "there is no demo 'depatures'. Did you mean 'departures'?"],
  ['graph', "missing required argument 'name'. See 'millrace help graph'."],
  ['state', "a command is missing. See 'millrace help state'."],
  ['state show', "missing required argument 'folder'. See 'millrace help state show'."],
  ['help state shwo', "there is no command 'state shwo'. Did you mean 'state show'?"],
  ['help state shwo', "See 'millrace help state'."],
  ['help state show more', "there is nothing to be explained behind 'state show'."],
  ['demo departures --x 1', "See 'millrace help demo departures'."],
  ['graph quakes --json --mermaid', "option '--json' cannot be used with option '--mermaid'"],
  ['replay', "missing required argument 'file'. See 'millrace help replay'."],
  ['replay a.ndjson', '--time is missing'],
  ['replay a.ndjson --tme at', "unknown option '--tme' (Did you mean --time?)"],
  ['replay a.ndjson --time at more', 'too many arguments'],
  [
    'replay a.ndjson --time at --speed 0',
    "Expected a positive number, or 'max' for no waiting, got '0'.",
  ],
  ['replay a.ndjson --time at --port 65536', 'Expected a port from 0 to 65535'],
  ['replay a.ndjson --time at --from soon', "Expected a date such as '2001-01-31'"],
  ['replay a.ndjson --time at --out-of-order 2x', "Expected a duration such as '500ms'"],
  ['replay a.ndjson --time at --from 20000 --to 10000', '--to must lie after --from.'],
  ['replay a.ndjson --time at --from 20000 --to 20000', '--to must lie after --from.'],
  ['replay a.ndjson --time at --malformed skip', 'Allowed choices are error, drop.'],
  [
    'replay a.ndjson --time at --format xml',
    'Allowed choices are ndjson, csv, parquet, recording.',
  ],
  ['replay a.data --time at', "the format of 'a.data' is not clear from its ending; add --format"],
  ['replay - --time at --format csv', 'only NDJSON can be read from the standard input'],
];

for (const [words, text] of wrong) {
  test(`millrace ${words}: is refused in one line`, async () => {
    const { code, stdout, stderr } = await runCommand(words.split(' '));
    assert.equal([code, stdout, stderr.split('\n').length], [2, '', 2]);
    assert.match(stderr, /^MILLRACE_USAGE: /);
    assert.ok(stderr.includes(text), stderr);
  });
}

test('replays lines of JSON to the standard output, in the order of the file', async () => {
  const ended = await runCommand(['replay', file('laps.ndjson'), '--time', 'at', '--speed', 'max']);
  assert.is(ended.stdout, ndjson(laps));
  assert.match(ended.stderr, /^3 events · [\d,]+\/s · event time 1970-01-01 00:00:03Z\n$/);
  assert.is(ended.code, 0);
});

test('replays at the speed of the recording', async () => {
  const words = ['replay', file('laps.ndjson'), '--time', 'at', '--speed', '1000', '--quiet'];
  assert.equal(await runCommand(words), { code: 0, stdout: ndjson(laps), stderr: '' });
});

test('brings rows into the order of their arrival, where a field holds it', async () => {
  const words = [
    'replay',
    file('laps.ndjson'),
    '--time',
    'at',
    '--arrival',
    'at',
    '--speed',
    'max',
    '--quiet',
  ];
  const sorted = await runCommand([...words, '--out-of-order', '1s']);
  assert.equal(sorted.stdout, ndjson([laps[0], laps[2], laps[1]]));
  const refused = await runCommand(words);
  assert.is(refused.code, 1);
  assert.match(refused.stderr, /^MILLRACE_REORDER_BOUND: .*laps\.ndjson: row 3: its at is 1000 ms/);
  assert.match(refused.stderr, 'use --out-of-order 1m or more');
});

test('reads milliseconds in CSV, where they are text', async () => {
  const words = ['replay', file('ms.csv'), '--time', 'at', '--speed', 'max'];
  const ended = await runCommand(words);
  const rows = ['1000 a', '-5000 b', '980899200000 c'].map((row) => {
    const [at, driver] = row.split(' ');
    return { at, driver };
  });
  assert.equal([ended.code, ended.stdout], [0, ndjson(rows)], ended.stderr);
  assert.match(ended.stderr, 'event time 2001-01-31 00:00:00Z');
});

test('drops lines that cannot be read where that is asked for, and tells their number', async () => {
  const words = ['--time', 'at', '--speed', 'max', '--quiet', '--malformed', 'drop'];
  const lines = await runCommand(['replay', file('torn.ndjson'), ...words]);
  const told = '2 lines could not be read and were dropped.\n';
  assert.equal(lines, { code: 0, stdout: ndjson([{ at: 1 }, { at: 2 }]), stderr: told });
  const table = await runCommand(['replay', file('torn.csv'), ...words]);
  const [a, c] = [
    { at: '1000', driver: 'a' },
    { at: '3000', driver: 'c' },
  ];
  assert.equal(table, {
    code: 0,
    stdout: ndjson([a, c]),
    stderr: '1 line could not be read and was dropped.\n',
  });
  const whole = await runCommand(['replay', file('laps.ndjson'), ...words]);
  assert.equal([whole.code, whole.stderr], [0, '']);
});

test('says that there was nothing to replay', async () => {
  const words = ['replay', file('laps.csv'), '--time', 'at', '--speed', 'max', '--quiet'];
  const cut = await runCommand([...words, '--from', '2030-01-01']);
  assert.equal(cut, { code: 0, stdout: '', stderr: 'there was no row from --from on\n' });
  const early = await runCommand([...words, '--to', '1960-01-01']);
  assert.is(early.stderr, 'there was no row before --to\n');
  const span = await runCommand([...words, '--from', '1950-01-01', '--to', '1960-01-01']);
  assert.is(span.stderr, 'there was no row in the span of --from and --to\n');
  const empty = await runCommand(['replay', '-', '--time', 'at']);
  assert.equal(empty, { code: 0, stdout: '', stderr: 'there was no row\n' });
});

test('cuts by arrival', async () => {
  const words = ['replay', file('laps.csv'), '--time', 'at', '--speed', 'max', '--quiet'];
  const cut = await runCommand([...words, '--from', '2001-01-01T00:00:02']);
  assert.is(cut.stdout, ndjson([{ at: '2001-01-01T00:00:03', driver: 'b' }]));
  const until = await runCommand([...words, '--to', '2001-01-01T00:00:02']);
  assert.is(until.stdout, ndjson([{ at: '2001-01-01T00:00:01', driver: 'a' }]));
});

test('takes the format from an option, and lines from the standard input', async () => {
  const rest = ['--time', 'at', '--speed', 'max', '--quiet'];
  const named = await runCommand(['replay', file('laps.data'), '--format', 'ndjson', ...rest]);
  const piped = await runCommand(['replay', '-', ...rest], { input: ndjson(laps) });
  assert.equal([named.stdout, piped.stdout], [ndjson(laps), ndjson(laps)]);
});

const failing: readonly (readonly [words: string, text: RegExp])[] = [
  ['none.ndjson --time at', /^MILLRACE_FILE_MISSING: .*none\.ndjson' does not exist/],
  [
    'laps.ndjson --time att',
    /^MILLRACE_TIMESTAMP: replay: \S*laps\.ndjson: row 1: --time att: the row has no such field, only at, driver\. Did you mean 'at'\?/,
  ],
  [
    'laps.ndjson --time driver',
    /^MILLRACE_TIMESTAMP: .*expected whole milliseconds since 1970 or an ISO date, got 'a'/,
  ],
  [
    'laps.ndjson --time driver --arrival at --out-of-order 1s',
    /^MILLRACE_TIMESTAMP: .*laps\.ndjson: row 1: --time driver: expected whole milliseconds/,
  ],
  [
    'empty.parquet --time at',
    /^MILLRACE_FILE_UNREADABLE: .*empty\.parquet' could not be read as a Parquet file: it is empty/,
  ],
  [
    'marked.ndjson --time at',
    /^MILLRACE_LINE_MALFORMED: .*marked\.ndjson:2: .*'\\uFEFF\{"at":2\}'/,
  ],
  ['laps.csv --time at --format ndjson', /^MILLRACE_LINE_MALFORMED: /],
];

for (const [words, text] of failing) {
  test(`replay ${words}: fails in one line with its code`, async () => {
    const [name = '', ...rest] = words.split(' ');
    const ended = await runCommand(['replay', file(name), ...rest, '--speed', 'max']);
    assert.equal([ended.code, ended.stdout, ended.stderr.split('\n').length], [1, '', 2]);
    assert.match(ended.stderr, text);
  });
}

test('names file and row of a time that cannot be read, after the rows before it', async () => {
  const words = ['replay', file('odd.csv'), '--time', 'at', '--speed', 'max', '--quiet'];
  const { code, stdout, stderr } = await runCommand(words);
  assert.equal([code, stdout], [1, ndjson([{ at: '1000', driver: 'a' }])]);
  assert.match(stderr, /odd\.csv: row 2: --time at: expected whole milliseconds .*, got 'soon'/);
});

test('shows stacks and causes where MILLRACE_DEBUG is set', async () => {
  const words = ['replay', file('none.ndjson'), '--time', 'at'];
  const { stderr } = await runCommand(words, { env: { MILLRACE_DEBUG: '1' } });
  assert.match(stderr, /\n {4}at .*\n[^]*ENOENT/);
});

test('colours errors where that is asked for, and never with NO_COLOR', async () => {
  const red = '\u001B[31mMILLRACE_USAGE:\u001B[39m';
  const asked = await runCommand(['x'], { env: { FORCE_COLOR: '1' } });
  assert.is(asked.stderr.slice(0, red.length), red);
  const never = await runCommand(['x'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  assert.match(never.stderr, /^MILLRACE_USAGE/);
});

test('an interruption ends a replay at once', async () => {
  const words = ['replay', file('slow.ndjson'), '--time', 'at', '--quiet'];
  const onStdout = (text: string): NodeJS.Signals | undefined =>
    text === '{"at":1000}\n' ? 'SIGINT' : undefined;
  const ended = await runCommand(words, { onStdout });
  assert.equal(ended, { code: 130, stdout: '{"at":1000}\n', stderr: '' });
});

test('serves the rows as a feed, with a page of counters, until it is interrupted', async () => {
  const pages: string[] = [];
  const words = [
    'replay',
    file('laps.ndjson'),
    '--time',
    'at',
    '--speed',
    'max',
    '--port',
    '0',
    '--quiet',
  ];
  const onStderr = async (text: string): Promise<NodeJS.Signals | undefined> => {
    const page = /http:\S+\/graph/.exec(text)?.[0];
    if (!text.includes('the replay is over') || page === undefined) return undefined;
    pages.push(await (await fetch(page)).text());
    return 'SIGINT';
  };
  const ended = await runCommand(words, { onStderr });
  assert.equal([ended.code, ended.stdout], [130, '']);
  assert.match(ended.stderr, /^feed 'replay' at ws:\/\/127\.0\.0\.1:\d+\/feed, counters at /);
  assert.match(pages[0] ?? '', '<th scope="row">rows</th><td>3</td><td>3</td>');
});

test('tells that a port is in use', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const words = ['replay', file('laps.ndjson'), '--time', 'at', '--port', String(port)];
    const ended = await runCommand(words);
    assert.is(ended.code, 4);
    assert.match(ended.stderr, `MILLRACE_PORT_IN_USE: createFeedServer: port ${port}`);
  } finally {
    server.close();
  }
});

test.run();
