import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { makeRows, RowSource } from '../../../operators/index.ts';
import { of } from 'rxjs';
import type { RecordedRow } from '../../../src/cli/feedEntry.ts';
import { connectFeeds } from '../../../src/client/index.ts';
import { writeRecording } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { suite } from '../../support/suite.ts';
import { startCli } from './startCli.ts';
import type { RunningCli } from './startCli.ts';

const test = suite('replayFeeds');

let folder = '';
const file = (name: string): string => join(folder, `${name}.recording`);

const START = 1_000_000;

const PAUSED = { state: 'paused', speed: 1, mayControl: true };

const event = (feed: string, n: number): RecordedRow => ({
  feed,
  kind: 'event',
  offset: 40 + n,
  eventTime: n * 1_000,
  watermark: n * 1_000 - 1,
  key: `key ${n}`,
  op: n > 3 ? 'upd' : 'ins',
  data: { n },
  window: { start: 0, end: 9_000, timing: 'onTime', index: 0, final: false, replaces: [] },
});

/** Five events of `a`, a second apart, and one of `b`, with a loss and an end. */
const rows: readonly RecordedRow[] = [
  { kind: 'recording', version: 1, feeds: ['a', 'b'] },
  { feed: 'a', kind: 'subscribed', outcome: 'live', epoch: 'e', offset: 41 },
  event('a', 1),
  event('a', 2),
  event('b', 1),
  { feed: 'b', kind: 'failed', text: "feed 'b': broken" },
  event('a', 3),
  { feed: 'a', kind: 'skip', from: 44, to: 46, count: 2, why: 'dropped' },
  event('a', 4),
  { feed: 'a', kind: 'mark', watermark: Infinity },
  event('a', 5),
];

/** Rows that no recorder writes. */
const DAMAGED: Readonly<Record<string, unknown>> = {
  foreign: null,
  timeless: { feed: 'a', kind: 'event', offset: 0, op: 'ins', data: 1 },
};

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-replay-'));
  const arrivals = rows.map((row) => START + (row.kind === 'event' ? row.eventTime : 0));
  const rising = arrivals.map((_, i) => Math.max(...arrivals.slice(0, i + 1)));
  const source = new RowSource(of(makeRows({ values: rows, arrivals: rising })));
  const config = { blockRows: 4, compress: 'deflate' } as const;
  await lastValueFrom(writeRecording(source, { ...config, file: file('made') }));
  const whole = await readFile(file('made'));
  await writeFile(file('torn'), whole.subarray(0, whole.length - 500));
  for (const [name, row] of Object.entries(DAMAGED)) {
    const values = [rows[0], row];
    const damaged = new RowSource(of(makeRows<unknown>({ values, arrivals: [START, START] })));
    await lastValueFrom(writeRecording(damaged, { ...config, file: file(name) }));
  }
  const rest = new RowSource(of(makeRows({ values: [{ at: 5 }, { at: 6 }] })));
  await lastValueFrom(writeRecording(rest, { ...config, file: file('rows') }));
});

test.after(() => rm(folder, { recursive: true }));

async function serve(words: readonly string[], stdin?: PassThrough): Promise<[RunningCli, string]> {
  const running = startCli(['replay', ...words], stdin === undefined ? {} : { stdin });
  await running.until('stderr', ' at ws://');
  return [running, /ws:\S+/.exec(running.stderr())?.[0] ?? ''];
}

interface Line {
  readonly kind: string;
  readonly offset: number;
  readonly data?: { readonly n: number };
}

/** All events of a feed of a server, until it ends. */
async function tail(url: string, feed: string): Promise<[code: number, events: Line[]]> {
  const { ended, stdout } = startCli(['tail', url, feed, '--since', 'start']);
  const code = await ended;
  const lines = stdout().split('\n').filter(Boolean);
  const events = lines.map((line) => JSON.parse(line) as Line);
  return [code, events.filter(({ kind }) => kind === 'event')];
}

const numbers = (events: readonly Line[]): unknown[] => events.map(({ data }) => data?.n);

test('serves the same events again, with new offsets, and tells what was lost', async () => {
  const [running, url] = await serve([file('made'), '--speed', 'max']);
  const [code, events] = await tail(url, 'a');
  assert.equal([code, numbers(events)], [0, [1, 2, 3, 4, 5]]);
  const { feed: _feed, ...first } = event('a', 1) as { feed: string };
  assert.equal({ ...events[0], watermark: 999, offset: 41 }, first);
  assert.equal(
    events.map(({ offset }) => offset),
    [0, 1, 2, 3, 4],
  );
  await running.until('stderr', 'the replay is over');
  running.interrupt();
  assert.is(await running.ended, 130);
  assert.match(running.stderr(), /^feeds 'a', 'b' at ws:/);
  assert.match(running.stderr(), "feed 'a': 2 events are lost: they came faster than they were");
});

test('a feed that failed fails again', async () => {
  const [running, url] = await serve([file('made'), '--speed', 'max', '--quiet']);
  const { ended, stderr } = startCli(['tail', url, 'b', '--since', 'start']);
  assert.is(await ended, 1);
  assert.match(stderr(), 'MILLRACE_FEED_FAILED');
  running.interrupt();
  await running.ended;
});

for (const span of [
  ['--from', '2001-01-01'],
  ['--to', String(START)],
]) {
  test(`refuses ${span.join(' ')}, where nothing of the recording arrived`, async () => {
    const running = startCli(['replay', file('made'), ...span]);
    assert.is(await running.ended, 2);
    const range = 'from 1970-01-01T00:16:40.000Z to 1970-01-01T00:16:45.000Z';
    assert.match(running.stderr(), `--from and --to: the recording goes ${range} alone.`);
  });
}

test('cuts by arrival', async () => {
  const [from, to] = [String(START + 2_000), String(START + 4_000)];
  const [running, url] = await serve([file('made'), '--speed', 'max', '--from', from, '--to', to]);
  assert.equal(numbers((await tail(url, 'a'))[1]), [2, 3]);
  running.interrupt();
  await running.ended;
});

/** A keyboard. */
function keyboard(): PassThrough & { readonly modes: boolean[] } {
  const modes: boolean[] = [];
  const setRawMode = (raw: boolean): unknown => modes.push(raw);
  return Object.assign(new PassThrough(), { isTTY: true, setRawMode, modes });
}

test('pauses, seeks and ends by keys: a seek is a new epoch at the same address', async () => {
  const keys = keyboard();
  const [running, url] = await serve([file('made'), '--speed', '1'], keys);
  await running.until('stderr', 'space: pause');
  keys.write(' ');
  await running.until('stderr', 'paused');
  const watching = startCli(['tail', url, 'a', '--since', 'start']);
  await watching.until('stdout', 'subscribed');
  keys.write('8\u001B[A');
  await running.until('stderr', 'from 80 % on\nat speed 2\n');
  assert.is(watching.stdout().includes('"event"'), false);
  keys.write(' ');
  assert.is(await watching.ended, 0);
  const lines = watching.stdout().split('\n').filter(Boolean);
  const events = lines.map((line) => JSON.parse(line) as Line);
  assert.is(events.filter(({ kind }) => kind === 'subscribed').length, 2);
  assert.equal(numbers(events.filter(({ kind }) => kind === 'event')), [4, 5]);
  keys.write('\u001B[D\u0003');
  assert.is(await running.ended, 130);
  assert.match(running.stderr(), 'from 0 % on');
  assert.equal(keys.modes, [true, false]);
});

test('a client of the feeds steers it, for all, and stays connected', async () => {
  const [running, url] = await serve([file('made'), '--speed', '1']);
  const [client, other] = [connectFeeds(url), connectFeeds(url)];
  const epochs: string[] = [];
  const numbers: unknown[] = [];
  other.feed<{ n: number }>('a', { since: 'start' }).subscribe((told) => {
    if (told.kind === 'subscribed') epochs.push(told.epoch);
    if (told.kind === 'event') numbers.push(told.data.n);
  });
  await client.playback.pause();
  const view = await firstValueFrom(client.playback.state);
  const [first, last] = [START, START + 5_000];
  assert.equal({ ...view, at: 0 }, { ...PAUSED, at: 0, first, last });
  await eventually(() => epochs.length === 1);
  await client.playback.seek(START + 3_500);
  await client.playback.speed('max');
  await client.playback.play();
  await eventually(() => numbers.length === 2);
  assert.equal(numbers, [4, 5]);
  assert.is(new Set(epochs).size, 2);
  const over = other.playback.state.pipe(filter((one) => one?.state === 'over'));
  assert.is((await firstValueFrom(over))?.at, last);
  await running.until('stderr', 'the replay is over');
  const notes = /paused; space goes on\nfrom 70 % on\nat speed max\ngoing on\n/;
  assert.match(running.stderr(), notes);
  for (const one of [client, other]) one.close();
  running.interrupt();
  assert.is(await running.ended, 130);
});

test('who is locked out sees it, and steers nothing', async () => {
  const [running, url] = await serve([file('made'), '--speed', '1', '--locked']);
  const client = connectFeeds(url);
  const told = client.playback.state.pipe(filter((one) => one !== undefined));
  assert.is((await firstValueFrom(told))?.mayControl, false);
  const refused = await client.playback.pause().catch((error: unknown) => error);
  assert.match(String(refused), 'may not steer');
  client.close();
  running.interrupt();
  await running.ended;
});

test('tells a torn file, and replays what is whole', async () => {
  const [running, url] = await serve([file('torn'), '--speed', 'max']);
  const [code, events] = await tail(url, 'a');
  assert.is(code, 0);
  assert.ok(events.length > 0 && events.length < 5, String(events.length));
  assert.match(
    running.stderr(),
    /^the recording was not closed: its \d+ whole rows are replayed, /,
  );
  assert.match(running.stderr(), /\d+ bytes behind them are left out: /);
  running.interrupt();
  await running.ended;
});

test('replays the rows of any recording where a field has the time', async () => {
  const words = ['replay', file('rows'), '--time', 'at', '--speed', 'max', '--quiet'];
  const { ended, stdout } = startCli(words);
  assert.equal([await ended, stdout()], [0, '{"at":5}\n{"at":6}\n']);
});

const failing: readonly (readonly [name: string, code: number, text: RegExp])[] = [
  [
    'rows',
    1,
    /^MILLRACE_FILE_UNREADABLE: replay: .* holds no feeds .*by --time to replay its rows/,
  ],
  ['none', 1, /^MILLRACE_FILE_MISSING: .*none\.recording' does not exist/],
];

for (const [name, code, text] of failing) {
  test(`replay ${name}.recording: fails in one line with its code`, async () => {
    const { ended, stderr, stdout } = startCli(['replay', file(name)]);
    assert.equal([await ended, stdout(), stderr().split('\n').length], [code, '', 2]);
    assert.match(stderr(), text);
  });
}

for (const [name, text] of [
  ['foreign', 'a row of the recording belongs to no feed'],
  ['timeless', 'a row of the recording has no event time or watermark'],
] as const) {
  test(`fails at a row that is ${name}`, async () => {
    const { ended, stderr } = startCli(['replay', file(name), '--quiet']);
    assert.is(await ended, 1);
    assert.match(stderr(), `\nMILLRACE_FILE_UNREADABLE: replay: ${text}`);
  });
}

test('tells its keys in its help', async () => {
  const { ended, stdout } = startCli(['help', 'replay']);
  assert.is(await ended, 0);
  assert.match(stdout(), 'space: pause');
});

test.run();
