import { filter, firstValueFrom } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedClient, FeedEvent } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { Cutter } from '../../support/cutter.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const QUICK = { minDelay: 1, maxDelay: 5 };

function whenState(client: FeedClient, wanted: string): Promise<unknown> {
  return firstValueFrom(client.state.pipe(filter((state) => state === wanted)));
}

function collect<T>(client: FeedClient, name: string, since?: 'start'): FeedEvent<T>[] {
  const events: FeedEvent<T>[] = [];
  client
    .feed<T>(name, since === undefined ? {} : { since })
    .subscribe((event) => events.push(event));
  return events;
}

/** The data of the events by offset; every offset must come once and in order. */
function dataOf<T>(events: readonly FeedEvent<T>[]): T[] {
  const values = events.filter((event) => event.kind === 'event');
  assert.equal(
    values.map(({ offset }) => offset),
    values.map((_, i) => i),
  );
  return values.map(({ data }) => data);
}

const test = suite('connectFeeds');

for (const subprotocol of ['json', 'msgpack', 'json.z', 'msgpack.z'] as const) {
  test(`gets the events, marks and the end of a feed (${subprotocol})`, async () => {
    const source = new HandDrivenStream<unknown>();
    const server = await createFeedServer({
      feeds: [createFeed('f', source.stream, { markEvery: 0 })],
    });
    const client = connectFeeds(server.url, { subprotocol });
    const events: FeedEvent<unknown>[] = [];
    let isComplete = false;
    client
      .feed('f')
      .subscribe({ next: (event) => events.push(event), complete: () => (isComplete = true) });
    await eventually(() => events.length === 1);
    const window = { start: 0, end: 60 };
    source.push([{ key: 'k', window, value: 'ü', timing: 'onTime', index: 0, final: true }], 5);
    await eventually(() => events.length === 2);
    source.push(
      [{ key: 'k', window, value: 'ü', timing: 'onTime', index: 0, final: true, retract: true }],
      6,
    );
    await eventually(() => events.length === 3);
    source.complete();
    await eventually(() => isComplete);
    const [subscribed, event, taken, mark, ...rest] = events;
    const epoch = server.stats().feeds[0]?.epoch;
    assert.equal(subscribed, { kind: 'subscribed', outcome: 'live', epoch, offset: 0 });
    assert.equal(event, {
      kind: 'event',
      offset: 0,
      eventTime: 1,
      watermark: 5,
      key: 'k',
      op: 'ins',
      data: 'ü',
      window: { ...window, timing: 'onTime', index: 0, final: true, replaces: [] },
    });
    assert.equal(taken, { ...event, offset: 1, eventTime: 2, watermark: 6, op: 'ret' });
    assert.equal([mark, rest], [{ kind: 'mark', watermark: Infinity }, []]);
    client.close();
    await server.close();
  });
}

test('cut sockets cost no event: every offset comes exactly once', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream, { batch: 7 })] });
  const cutter = new Cutter(() => server.port);
  const client = connectFeeds(await cutter.listen(), QUICK);
  const events = collect<number>(client, 'f', 'start');
  let sent = 0;
  for (let cut = 0; cut < 10; cut += 1) {
    await whenState(client, 'live');
    for (let i = 0; i < 20; i += 1) source.push([sent++, sent++, sent++]);
    const enough = events.length + 5;
    await eventually(() => events.length > enough);
    cutter.cutAll();
    await whenState(client, 'reconnecting');
    source.push([sent++]);
  }
  await eventually(() => events.filter(({ kind }) => kind === 'event').length === sent);
  assert.equal(
    dataOf(events),
    Array.from({ length: sent }, (_, i) => i),
  );
  assert.is(events.filter(({ kind }) => kind === 'skip').length, 0);
  assert.ok(cutter.connections >= 11, String(cutter.connections));
  client.close();
  cutter.close();
  await server.close();
});

test('a server that starts again with a new epoch is joined again, and the break is told', async () => {
  const first = new HandDrivenStream<string>();
  let server = await createFeedServer({ feeds: [createFeed('f', first.stream)] });
  const { port } = server;
  const client = connectFeeds(server.url, QUICK);
  const events = collect<string>(client, 'f');
  await eventually(() => events.length === 1);
  first.push(['old']);
  await eventually(() => events.length === 2);
  await server.close();
  await whenState(client, 'reconnecting');
  const second = new HandDrivenStream<string>();
  server = await createFeedServer({ port, feeds: [createFeed('f', second.stream)] });
  await eventually(() => events.length === 4);
  second.push(['new']);
  await eventually(() => events.length === 5);
  const [, , subscribed, skip, event] = events;
  const epoch = server.stats().feeds[0]?.epoch;
  assert.equal(subscribed, { kind: 'subscribed', outcome: 'tooOld', epoch, offset: 0 });
  assert.equal(skip, { kind: 'skip', from: 0, to: 0, count: 0, why: 'epoch' });
  assert.ok(event?.kind === 'event' && event.data === 'new' && event.offset === 0);
  client.close();
  await server.close();
});

test('many subscriptions share one socket, also several to one feed from different places', async () => {
  const sources = [new HandDrivenStream<string>(), new HandDrivenStream<string>()];
  const feeds = sources.map(({ stream }, i) => createFeed(`f${i}`, stream));
  const server = await createFeedServer({ feeds });
  const client = connectFeeds(server.url);
  const live = collect<string>(client, 'f0', 'start');
  const other = collect<string>(client, 'f1', 'start');
  await eventually(() => live.length + other.length === 2);
  sources[0]?.push(['a']);
  sources[0]?.push(['b']);
  await eventually(() => live.length === 3);
  const replayed = collect<string>(client, 'f0', 'start');
  await eventually(() => replayed.length === 3);
  sources[0]?.push(['c']);
  sources[1]?.push(['z']);
  await eventually(() => live.length === 4 && replayed.length === 4 && other.length === 2);
  assert.equal(
    [dataOf(live), dataOf(replayed), dataOf(other)],
    [['a', 'b', 'c'], ['a', 'b', 'c'], ['z']],
  );
  assert.is(server.stats().connections.length, 1);
  client.close();
  await eventually(() => server.stats().connections.length === 0);
  await server.close();
});

test('events that the server no longer keeps are told as skipped after a cut', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({
    feeds: [createFeed('f', source.stream, { maxEvents: 4, batch: 1 })],
  });
  const cutter = new Cutter(() => server.port);
  const client = connectFeeds(await cutter.listen(), QUICK);
  const events = collect<number>(client, 'f');
  await eventually(() => events.length === 1);
  cutter.cutAll();
  await whenState(client, 'reconnecting');
  source.push([0, 1, 2, 3, 4, 5]);
  await eventually(() => events.length === 7);
  assert.equal(
    events.slice(1).map((event) => (event.kind === 'event' ? event.data : event.kind)),
    ['subscribed', 'skip', 2, 3, 4, 5],
  );
  const skip = events[2];
  assert.equal(skip, { kind: 'skip', from: 0, to: 2, count: 2, why: 'expired' });
  client.close();
  cutter.close();
  await server.close();
});

test('samples come with what lies between them told as skipped', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const client = connectFeeds(server.url);
  const events: FeedEvent<number>[] = [];
  client.feed<number>('f', { slow: { sample: 3 } }).subscribe((event) => events.push(event));
  await eventually(() => events.length === 1);
  let sent = 0;
  const newest = (): unknown => events.findLast((event) => event.kind === 'event')?.data;
  for (let round = 0; round < 5; round += 1) {
    source.push([sent++, sent++, sent++]);
    await eventually(() => newest() === sent - 1);
  }
  let next = 0;
  for (const event of events) {
    if (event.kind === 'event') assert.equal([event.offset, event.data], [next, next++]);
    if (event.kind !== 'skip') continue;
    assert.equal([event.from, event.to - event.from, event.why], [next, event.count, 'conflated']);
    next = event.to;
  }
  assert.is(next, sent);
  client.close();
  await server.close();
});

test('a server that is not there yet is waited for, and the reason is told', async () => {
  const idle = await createFeedServer({ feeds: [] });
  const { port, url } = idle;
  await idle.close();
  const client = connectFeeds(url, QUICK);
  await whenState(client, 'reconnecting');
  assert.hasCode(client.problem, 'MILLRACE_FEED_LOST', 'ECONNREFUSED');
  const server = await createFeedServer({ feeds: [], port });
  await whenState(client, 'live');
  client.close();
  await server.close();
});

test('an unknown feed is an error of the subscription', async () => {
  const server = await createFeedServer({ feeds: [] });
  const client = connectFeeds(server.url);
  await assert.rejectsCode(
    firstValueFrom(client.feed('nope')),
    'MILLRACE_FEED_UNKNOWN',
    "feed 'nope'",
  );
  client.close();
  await server.close();
});

test.run();
