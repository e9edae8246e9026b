import { Packr } from 'msgpackr';
import { Cursor } from '../../../src/feed/cursor.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { jsonCodec, loadMsgpackDecoder } from '../../../src/wire/index.ts';
import type { Codec } from '../../../src/wire/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('views of a feed');

const packr = new Packr({ useRecords: false });

const row = (n: number): object => ({ id: `r${n}`, n, note: 'long '.repeat(5) });

test('give only the fields that were asked for, on a channel of their own', async () => {
  for (const protocol of ['millrace.v1.json', 'millrace.v1.msgpack']) {
    const source = new HandDrivenStream<unknown>();
    const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
    const client = await RawFeedClient.greet(server.url, [protocol]);
    client.send({ t: 'sub', id: 1, feed: 'f', fields: ['n', 'id', 'missing'] });
    client.send({ t: 'sub', id: 2, feed: 'f' });
    client.send({ t: 'sub', id: 3, feed: 'f', fields: ['id', 'missing', 'n', 'n'] });
    const channels = [await client.next(), await client.next(), await client.next()];
    assert.equal(
      channels.map(({ ch }) => ch),
      [1, 0, 1],
    );
    source.push([row(1), 'text', [2], null]);
    const decoder = protocol === 'millrace.v1.json' ? undefined : await loadMsgpackDecoder();
    const got = [...(await client.until('ev')), ...(await client.until('ev'))]
      .map(
        (message) => (decoder?.decode(packr.pack(message)) ?? message) as Record<string, unknown>,
      )
      .filter(({ t }) => t === 'ev');
    const items = new Map(got.map(({ ch, items: of }) => [ch, of as { readonly d: unknown }[]]));
    const chosen = items.get(1)?.map(({ d }) => d);
    assert.equal(chosen, [{ id: 'r1', n: 1 }, 'text', [2], null]);
    assert.equal(items.get(0)?.[0]?.d, row(1));
    client.close();
    await server.close();
  }
});

test('are made once for all who share them, only when somebody reads, and go with the last', () => {
  const { feed, push, reader, encoded } = open();
  const view = feed.views?.open('v', { fields: ['n'] });
  if (view === undefined) return assert.unreachable();
  const [a, b] = [reader(view), reader(view)];
  push(row(1));
  push(row(2));
  assert.equal(encoded.splice(0), [0, 0]);
  a.read();
  b.read();
  assert.equal(encoded.splice(0), [1, 1]);
  assert.equal(a.got, b.got);
  assert.is(a.got.length, 2);
  a.leave();
  assert.is(feed.views?.size, 1);
  b.leave();
  assert.is(feed.views?.size, 0);
  push(row(3));
  assert.equal(encoded, [0]);
});

test('have numbers that are given again, a view that comes back its own', () => {
  const { feed, reader } = open({ views: 2 });
  const numbers = ['a', 'b', 'a', 'c', 'd', 'b', 'c'].map((key) => {
    const view = feed.views?.open(key, { fields: ['n'] });
    if (view === undefined) return undefined;
    reader(view).leave();
    return view.channel;
  });
  // Where all numbers were given, the one that has been free for longest is given to another view.
  assert.equal(numbers, [1, 2, 1, 2, 1, 2, 1]);
  const present = ['c', 'e'].map((key) => feed.views?.open(key, {}));
  assert.equal(
    present.map((view) => view?.channel),
    [1, 2],
  );
});

test('of a feed that was stopped keep their numbers until their readers know', () => {
  const { feed, reader } = open({ views: 1 });
  const view = feed.views?.open('a', {});
  if (view === undefined) return assert.unreachable();
  const [one, other] = [reader(view), reader(view)];
  feed.close();
  one.leave();
  other.leave();
  assert.is(feed.views?.open('b', {})?.channel, 2);
});

test('are limited in number, and what they keep in bytes', () => {
  const { feed, push, reader } = open({ views: 2, maxBytes: 16_384 });
  const view = feed.views?.open('a', { fields: ['note'] });
  assert.ok(view !== undefined && feed.views?.open('b', {}) !== undefined);
  assert.is(feed.views?.open('c', {}), undefined);
  assert.is(feed.views?.open('a', {}), view);
  if (view === undefined) return;
  const late = reader(view);
  for (let n = 0; n < 100; n += 1) push(row(n));
  late.read();
  const early = reader(view, feed.log.floor);
  early.read();
  // What was forgotten is made again, and is the same.
  const floor = feed.log.floor;
  const kept = late.got.filter(({ off }) => Number(off) >= floor);
  assert.equal(early.got, kept);
});

test('a feed without room for one more says so, and has room again when one is gone', async () => {
  const source = new HandDrivenStream<unknown>();
  const feed = createFeed('f', source.stream, { views: 1 });
  const server = await createFeedServer({ feeds: [feed] });
  const client = await RawFeedClient.greet(server.url);
  client.send({ t: 'sub', id: 1, feed: 'f', fields: ['a'] });
  client.send({ t: 'sub', id: 2, feed: 'f', fields: ['b'] });
  assert.is((await client.next())['t'], 'subok');
  const msg = 'sub: the feed has no room for one more choice of events, fields and delay';
  const err = { t: 'err', id: 2, code: 'tooManyViews', msg, retry: true };
  assert.equal(await client.next(), err);
  client.send({ t: 'unsub', id: 1 });
  await eventually(() => feed.stats().views === 0);
  client.send({ t: 'sub', id: 3, feed: 'f', fields: ['b'] });
  assert.is((await client.next())['t'], 'subok');
  assert.is(feed.stats().subscribers, 1);
  client.close();
  await eventually(() => feed.stats().views === 0);
  await server.close();
});

/** An opened feed whose encodings are counted, by channel, and readers that read when told. */
function open(config: { readonly views?: number; readonly maxBytes?: number } = {}) {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<unknown>();
  const feed = new PublishedFeed('f', source.stream, feedSettings('test', config));
  const encoded: number[] = [];
  const codec: Codec = {
    ...jsonCodec,
    encode: (message) => {
      if ('ch' in message) encoded.push(message.ch ?? -1);
      return jsonCodec.encode(message);
    },
  };
  feed.open({ runtime, channel: 0, codecs: [codec], maxFrame: 10_000 });
  const push = (value: unknown): void => {
    source.push([value]);
    runtime.turn();
  };
  type View = NonNullable<ReturnType<NonNullable<typeof feed.views>['open']>>;
  function reader(view: View, from = 0) {
    const cursor = new Cursor(view, from);
    const got: Record<string, unknown>[] = [];
    const handle = { codec, wake: () => undefined, take: () => false };
    view.attach(handle);
    const read = (): void => {
      for (let frame = cursor.step(codec); frame !== undefined; frame = cursor.step(codec))
        got.push(codec.decode(frame.payload()) as Record<string, unknown>);
    };
    return { got, read, leave: () => view.detach(handle) };
  }
  return { feed, push, reader, encoded };
}

test.run();
