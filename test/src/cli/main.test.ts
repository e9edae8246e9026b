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
  const slow = [1_000, 2_000, 90_000_000].map((at) => ({ at }));
  await writeFile(file('slow.ndjson'), ndjson(slow));
  await writeFile(file('laps.data'), ndjson(laps));
});

test.after(() => rm(folder, { recursive: true }));

test('shows its help, with all commands and demos and an example', async () => {
  const bare = await runCommand([]);
  const { code, stdout, stderr } = await runCommand(['--help']);
  assert.equal([code, stderr], [0, '']);
  for (const word of ['demo', 'replay', 'graph', 'help', 'departures', 'quakes', 'Examples:']) {
    assert.match(stdout, word);
  }
  assert.equal(bare, { code, stdout, stderr });
});

for (const command of ['demo', 'replay', 'graph', 'help']) {
  test(`help ${command} shows an example of it`, async () => {
    const { code, stdout } = await runCommand(['help', command]);
    assert.is(code, 0);
    assert.match(stdout, new RegExp(`Examples?:\n  millrace ${command}`));
    assert.is((await runCommand([command, '--help'])).stdout, stdout);
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
  ['graph depatures', "there is no demo 'depatures'. Did you mean 'departures'?"],
  ['graph', "missing required argument 'name'"],
  ['graph quakes --json --mermaid', "option '--json' cannot be used with option '--mermaid'"],
  ['replay', "missing required argument 'file'"],
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
  ['replay a.ndjson --time at --from 20000 --to 10000', '--to must not lie before --from'],
  ['replay a.ndjson --time at --format xml', 'Allowed choices are ndjson, csv, parquet.'],
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
  assert.match(refused.stderr, 'MILLRACE_REORDER_BOUND: replay: row 3: its at is 1000 ms behind');
  assert.match(refused.stderr, 'use --out-of-order 1m or more');
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
    /^MILLRACE_TIMESTAMP: replay: --time att: a row has no such field, only at, driver\. Did you mean 'at'\?/,
  ],
  [
    'laps.ndjson --time driver',
    /^MILLRACE_TIMESTAMP: .*expected whole milliseconds since 1970 or an ISO date, got 'a'/,
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
