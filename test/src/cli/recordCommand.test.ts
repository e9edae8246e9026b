import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import type { RecordedRow } from '../../../src/cli/feedEntry.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig, FeedServer } from '../../../src/feed/index.ts';
import { fromRecording, readRecordingInfo } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import { startCli } from './startCli.ts';
import type { RunningCli } from './startCli.ts';

const test = suite('recordCommand');

let folder = '';
const file = (name: string): string => join(folder, `${name}.recording`);

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-record-'));
});

test.after(() => rm(folder, { recursive: true }));

interface Inputs {
  readonly a: HandDrivenStream<unknown>;
  readonly b: HandDrivenStream<unknown>;
  readonly server: FeedServer;
}

async function withFeeds(
  work: (inputs: Inputs) => Promise<void>,
  config: FeedConfig<unknown> = {},
): Promise<void> {
  const [a, b] = [new HandDrivenStream<unknown>(), new HandDrivenStream<unknown>()];
  const settings = { markEvery: 0, onError: () => undefined, ...config };
  const feeds = [createFeed('a', a.stream, settings), createFeed('b', b.stream, settings)];
  const server = await createFeedServer({ feeds });
  try {
    await work({ a, b, server });
  } finally {
    await server.close();
  }
}

/** Starts a recording and waits until its file is written to. */
async function record(words: readonly string[]): Promise<RunningCli> {
  const running = startCli(['record', ...words], { live: true });
  await running.until('stderr', 'recording ');
  return running;
}

const readAll = (name: string): Promise<RecordedRow[]> =>
  lastValueFrom(fromRecording<RecordedRow>({ file: file(name) }).pipe(toArray()));

/** The entries of one feed, without what differs from run to run. */
async function readFeed(name: string, feed: string): Promise<unknown[]> {
  const rows = (await readAll(name)).filter((row) => row.kind !== 'recording' && row.feed === feed);
  return rows.map((row) => (row.kind === 'subscribed' ? { ...row, outcome: '', epoch: '' } : row));
}

test('records feeds with all that came of them, until they end', () =>
  withFeeds(async ({ a, b, server }) => {
    a.push(['before']);
    const { ended, stderr } = await record([server.url, 'a', 'b', '-o', file('whole')]);
    a.push([{ n: 1 }], 0);
    b.push(['x', 'y'], 1);
    a.mark(5);
    a.complete();
    b.complete();
    assert.equal([await ended, /3 events · 0 lost · \d+ KiB\n$/.test(stderr())], [0, true]);
    const event = { kind: 'event', key: undefined, op: 'ins' };
    const end = { kind: 'end', text: '' };
    const subscribed = { kind: 'subscribed', outcome: '', epoch: '' };
    const rows = await readAll('whole');
    assert.equal(rows[0], { kind: 'recording', version: 1, feeds: ['a', 'b'] });
    const first = (await readFeed('whole', 'a')).filter(
      (row) => (row as RecordedRow).kind !== 'mark',
    );
    assert.equal(first, [
      { feed: 'a', ...subscribed, offset: 1 },
      { feed: 'a', ...event, offset: 1, eventTime: 2, watermark: Infinity, data: { n: 1 } },
      { feed: 'a', ...end },
    ]);
    const second = await readFeed('whole', 'b');
    assert.equal(second.length, 4);
    assert.equal(second[1], {
      feed: 'b',
      ...event,
      offset: 0,
      eventTime: 1,
      watermark: -Infinity,
      data: 'x',
    });
    const info = await readRecordingInfo(file('whole'));
    assert.equal(
      [info.closed, info.torn, info.compression, info.timestamps?.first],
      [true, undefined, ['deflate'], 1],
    );
    assert.ok((info.arrivals?.last ?? 0) >= (info.arrivals?.first ?? Infinity));
  }));

test('an interruption closes the file with its index, and says nothing of an end', () =>
  withFeeds(async ({ a, server }) => {
    const running = await record([server.url, 'a', '-o', file('cut'), '--since', 'start']);
    a.push([1, 2, 3]);
    await running.until('stderr', '3 events');
    running.interrupt();
    assert.is(await running.ended, 130);
    assert.match(running.stderr(), '3 events · 0 lost');
    assert.is((await readRecordingInfo(file('cut'))).closed, true);
    const kinds = (await readFeed('cut', 'a')).map((row) => (row as RecordedRow).kind);
    assert.equal(kinds, ['subscribed', 'event', 'event', 'event']);
  }));

test('records what the server tells as lost, tells and counts it', () =>
  withFeeds(
    async ({ a, server }) => {
      for (let n = 0; n < 4; n += 1) {
        a.push(['0123456789']);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const first = startCli(['tail', server.url, 'a']);
      await first.until('stdout', '\n');
      first.interrupt();
      const { epoch } = JSON.parse(first.stdout()) as { epoch: string };
      const words = [server.url, 'a', '-o', file('lost'), '--since', `${epoch}:0`];
      const { ended, stderr } = await record(words);
      a.complete();
      assert.is(await ended, 0);
      assert.match(stderr(), "feed 'a': 1 event is lost: the server keeps them no longer");
      assert.match(stderr(), '2 events · 1 lost (expired)');
      const [, skip] = await readFeed('lost', 'a');
      assert.equal(skip, { feed: 'a', kind: 'skip', from: 1, to: 2, count: 1, why: 'expired' });
    },
    { maxEvents: 2 },
  ));

test('records that a feed failed, and fails when the file is closed', () =>
  withFeeds(async ({ a, b, server }) => {
    const { ended, stderr } = await record([server.url, 'a', 'b', '-o', file('failed')]);
    a.fail(new Error('secret'));
    b.push(['still'], Infinity);
    b.complete();
    assert.is(await ended, 1);
    assert.match(stderr(), "MILLRACE_FEED_FAILED: record: feed 'a': the stream of feed 'a' failed");
    const last = (await readFeed('failed', 'a')).at(-1) as RecordedRow;
    assert.is(last.kind, 'failed');
    assert.is((await readFeed('failed', 'b')).length, 3);
  }));

test('ends after the time that was given', () =>
  withFeeds(async ({ server }) => {
    const words = [server.url, 'a', '-o', file('timed'), '--for', '10ms', '--compress', 'none'];
    const { ended } = startCli(['record', ...words]);
    assert.is(await ended, 0);
    assert.is((await readRecordingInfo(file('timed'))).closed, true);
  }));

test('writes over a file only when told so', () =>
  withFeeds(async ({ server }) => {
    const words = [server.url, 'a', '-o', file('twice'), '--for', '1ms', '--quiet'];
    assert.is(await startCli(['record', ...words]).ended, 0);
    const refused = startCli(['record', ...words]);
    assert.is(await refused.ended, 1);
    assert.match(refused.stderr(), /^MILLRACE_FILE_UNWRITABLE: .*is there already.*--replace/);
    assert.is(await startCli(['record', ...words, '--replace']).ended, 0);
  }));

test('leaves no file behind when there is no such feed', () =>
  withFeeds(async ({ server }) => {
    const running = startCli(['record', server.url, 'a', 'c', '-o', file('none')]);
    assert.is(await running.ended, 1);
    assert.match(running.stderr(), `look for the names at http://127.0.0.1:${server.port}/feeds`);
    assert.match(running.stderr(), "MILLRACE_FEED_UNKNOWN: feed 'c'");
    await assert.rejectsCode(
      lastValueFrom(fromRecording({ file: file('none') })),
      'MILLRACE_FILE_MISSING',
    );
  }));

const wrong: readonly (readonly [words: string, text: string])[] = [
  ['record 127.0.0.1 a', "required option '-o, --output <file>' not specified"],
  ['record 127.0.0.1 -o x.recording', "missing required argument 'feed'"],
  ['record 127.0.0.1 a a -o x.recording', "the feed 'a' is named twice."],
  ['record 127.0.0.1 a b -o x.recording --since 4', '--since with an offset is of one feed'],
  ['record 127.0.0.1 a -o x.recording --compress zip', 'Allowed choices are deflate, brotli, none'],
];

for (const [words, text] of wrong) {
  test(`${words}: is refused in one line`, async () => {
    const { ended, stderr, stdout } = startCli(words.split(' '));
    assert.equal([await ended, stdout(), stderr().split('\n').length], [2, '', 2]);
    assert.match(stderr(), text);
  });
}

test.run();
