import { StreamError } from '../../../operators/index.ts';
import { Cursor } from '../../../src/feed/cursor.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import type { FeedConfig } from '../../../src/feed/feedConfig.ts';
import type { FeedSettings } from '../../../src/feed/feedConfig.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { jsonCodec, loadMsgpackCodec } from '../../../src/wire/index.ts';
import type { Codec } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const msgpackCodec = await loadMsgpackCodec();

/** An opened feed, and a reader that takes everything as soon as it is woken. */
function open(config: FeedConfig<unknown> = {}, codec: Codec = jsonCodec) {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<unknown>();
  const settings: FeedSettings<unknown> = feedSettings('test', config);
  const feed = new PublishedFeed('f', source.stream, settings);
  feed.open({ runtime, channel: 4, codecs: [jsonCodec, msgpackCodec], maxFrame: 1_000 });
  const read = reader(feed, codec);
  return { runtime, source, feed, read };
}

function reader(feed: PublishedFeed, codec: Codec): unknown[] {
  const read: unknown[] = [];
  const cursor = new Cursor(feed, feed.log.head);
  const wake = (): void => {
    for (let frame = cursor.step(codec); frame !== undefined; frame = cursor.step(codec)) {
      read.push(codec.decode(frame.payload()));
    }
  };
  feed.attach({ codec, wake, take: () => false });
  return read;
}

const item = (d: unknown, et: number): object => ({ op: 'ins', d, et });

const test = suite('PublishedFeed');

test('what comes within one turn is one batch', () => {
  const { runtime, source, read } = open();
  source.push(['a', 'b']);
  source.push(['c'], 2);
  assert.equal(read, []);
  runtime.turn();
  const items = [item('a', 1), item('b', 2), item('c', 3)];
  assert.equal(read, [{ t: 'ev', ch: 4, off: 0, wm: 2, items }]);
});

test('a long run is cut into batches, and the watermark of each holds there', () => {
  const { runtime, source, read } = open({ batch: 2 });
  source.push(['a', 'b', 'c'], 3);
  runtime.turn();
  assert.equal(read, [
    { t: 'ev', ch: 4, off: 0, wm: 'start', items: [item('a', 1), item('b', 2)] },
    { t: 'ev', ch: 4, off: 2, wm: 3, items: [item('c', 3)] },
  ]);
});

test('a watermark alone is told at once, the following ones at most every so often, the latest wins', () => {
  const { runtime, source, read } = open({ markEvery: 250 });
  for (const watermark of [1, 2, 3]) source.mark(watermark);
  assert.equal(read, [{ t: 'mark', ch: 4, off: 0, wm: 1 }]);
  runtime.advance(250);
  assert.equal(read.slice(1), [{ t: 'mark', ch: 4, off: 0, wm: 3 }]);
  runtime.advance(10_000);
  assert.is(read.length, 2);
});

test('a watermark that a batch told is not told again', () => {
  const { runtime, source, read } = open({ markEvery: 0 });
  source.push(['a']);
  source.mark(7);
  runtime.advance(1_000);
  assert.equal(read, [{ t: 'ev', ch: 4, off: 0, wm: 7, items: [item('a', 1)] }]);
});

test('the end of the stream tells all that waits, the watermark, and the end', () => {
  const { source, read, runtime } = open();
  source.push(['a'], 0);
  source.complete();
  assert.equal(read, [
    { t: 'ev', ch: 4, off: 0, wm: 'end', items: [item('a', 1)] },
    { t: 'end', ch: 4 },
  ]);
  assert.is(runtime.pending, 0);
});

test('a failure comes after the values before it, and without its text', () => {
  const errors: unknown[] = [];
  const { source, read, feed } = open({ onError: (error) => errors.push(error) });
  const failure = new StreamError('MILLRACE_LINE_MALFORMED', 'in /home/me/secret.csv');
  source.push(['a']);
  source.fail(failure);
  const [batch, err] = read as [unknown, { readonly msg: string }];
  assert.equal(batch, { t: 'ev', ch: 4, off: 0, wm: 'start', items: [item('a', 1)] });
  assert.match(err.msg, 'MILLRACE_LINE_MALFORMED');
  assert.ok(!JSON.stringify(err).includes('secret'));
  assert.equal(errors, [failure]);
  assert.is(feed.stats().state, 'failed');
});

test('a describe that throws ends the feed and lets the stream go', () => {
  const { source, read, feed } = open({
    describe: () => {
      throw new Error('no');
    },
  });
  source.push(['a']);
  assert.equal(
    (read as { readonly t: string }[]).map(({ t }) => t),
    ['err'],
  );
  assert.is(source.isObserved, false);
  assert.is(feed.stats().state, 'failed');
});

test('data that cannot be written ends the feed instead of the process', () => {
  const { source, read, runtime } = open();
  source.push([12n]);
  runtime.turn();
  assert.equal(
    (read as { readonly t: string }[]).map(({ t }) => t),
    ['err'],
  );
});

test('a batch larger than a message is cut, and an event larger than a message is told as skipped', () => {
  const { source, read, runtime } = open();
  const texts = ['a'.repeat(400), 'b'.repeat(400), 'c'.repeat(2_000), 'd'];
  source.push(texts, 2);
  runtime.turn();
  assert.equal(read, [
    { t: 'ev', ch: 4, off: 0, wm: 'start', items: [item(texts[0], 1), item(texts[1], 2)] },
    { t: 'skip', ch: 4, from: 2, to: 3, n: 1, why: 'tooLarge' },
    { t: 'ev', ch: 4, off: 3, wm: 2, items: [item('d', 4)] },
  ]);
});

test('the watermark of a cut batch does not go back behind what was told', () => {
  const { source, read, runtime } = open({ markEvery: 0 });
  const long = ['a'.repeat(600), 'b'.repeat(600)];
  source.push(['x'], 5);
  runtime.turn();
  source.push(long, 6);
  runtime.turn();
  source.mark(8);
  source.push(long, 9);
  runtime.turn();
  assert.equal(
    (read as { readonly wm: number }[]).map(({ wm }) => wm),
    [5, 5, 6, 8, 8, 9],
  );
});

test('a reader of the other codec gets the same messages', () => {
  const json = open();
  const other = reader(json.feed, msgpackCodec);
  json.source.push(['a', { x: [1, null] }], 1);
  json.runtime.turn();
  json.source.mark(9);
  json.source.complete();
  assert.ok(json.read.length > 0);
  assert.equal(other, json.read);
});

test('a reader that comes later is served from what others had encoded', () => {
  const { source, feed, runtime, read } = open();
  source.push(['a'], 1);
  runtime.turn();
  const bytes = feed.log.bytes;
  const entry = feed.log.at(0);
  assert.ok(entry);
  const frame = feed.frame(entry, msgpackCodec);
  assert.equal(msgpackCodec.decode(frame.payload()), read[0]);
  assert.is(feed.log.bytes, bytes + frame.bytes.length);
  assert.is(feed.frame(entry, msgpackCodec), frame);
});

test('the log stays bounded while nobody reads', () => {
  const { source, feed, runtime } = open({ maxEvents: 50, maxBytes: 4_096 });
  for (let i = 0; i < 1_000; i += 1) source.push([i, i]);
  runtime.turn();
  const { offset, floor, bytes } = feed.stats();
  assert.is(offset, 2_000);
  assert.ok(offset - floor <= 50 && bytes <= 4_096 && bytes > 0, `${floor} ${bytes}`);
});

test('a cursor that falls below the floor is told once and goes on there', () => {
  const { source, feed, runtime } = open({ maxEvents: 8, batch: 2 });
  const cursor = new Cursor(feed, 0);
  source.push([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  runtime.turn();
  const messages: unknown[] = [];
  for (let i = 0; i < 3; i += 1)
    messages.push(jsonCodec.decode(cursor.step(jsonCodec)?.payload() ?? ''));
  assert.equal(messages[0], { t: 'skip', ch: 4, from: 0, to: 4, n: 4, why: 'dropped' });
  assert.equal(
    (messages as { readonly off?: number }[]).slice(1).map(({ off }) => off),
    [4, 6],
  );
  // The reader that `open` attached was not woken in time either.
  assert.equal([cursor.stats().skipped, feed.stats().skipped], [4, 8]);
});

test.run();
