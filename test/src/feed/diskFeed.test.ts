import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedEvent, FeedOptions } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig, FeedServer } from '../../../src/feed/index.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';
import type { Runtime } from '../../../src/runtime/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a feed with its log on disk');

type Config = Omit<FeedConfig<unknown>, 'log'> & Partial<FeedConfig<unknown>['log']>;

/** A server with one feed, `f`, whose log is in a folder. */
async function serve(
  folder: string,
  config: Config = {},
  port = 0,
  runtime: Runtime = systemRuntime,
) {
  const { sync = 'close', memoryBytes = 1_024, segmentBytes = 4_000, ...rest } = config;
  const source = new HandDrivenStream<unknown>();
  const errors: unknown[] = [];
  const log = { folder, sync, memoryBytes, segmentBytes };
  const onError = (error: unknown): void => void errors.push(error);
  const feed = createFeed('f', source.stream, { onError, batch: 4, ...rest, log });
  const server = await createFeedServer({ feeds: [feed], port, runtime });
  return { source, feed, errors, server };
}

/** Everything that a subscription gets until it is told to stop. */
function follow(server: FeedServer, options: FeedOptions = { since: 'start' }) {
  const client = connectFeeds(server.url, { minDelay: 0, maxDelay: 10 });
  const events: FeedEvent<unknown>[] = [];
  const failures: unknown[] = [];
  const subscription = client.feed('f', options).subscribe({
    next: (event) => void events.push(event),
    error: (error) => void failures.push(error),
  });
  const stop = (): void => {
    subscription.unsubscribe();
    client.close();
  };
  return { events, failures, stop };
}

const offsets = (events: readonly FeedEvent<unknown>[]): number[] =>
  events.flatMap((event) => (event.kind === 'event' ? [event.offset] : []));

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

test('goes on after a restart with the same epoch, and subscribers behind their last event', () =>
  withFolder(async (folder) => {
    let setting = await serve(folder);
    const { port } = setting.server;
    const follower = follow(setting.server);
    for (let start = 0; start < 4; start += 1) {
      setting.source.push(upTo(start * 10, start * 10 + 10), start * 100);
      await eventually(() => offsets(follower.events).length === start * 10 + 10);
      await setting.server.close();
      setting = await serve(folder, {}, port);
    }
    follower.stop();
    await setting.server.close();
    assert.equal(offsets(follower.events), upTo(0, 40));
    assert.equal(
      follower.events.flatMap((event) => (event.kind === 'event' ? [event.data] : [])),
      upTo(0, 40),
    );
    const epochs = follower.events.flatMap((one) => (one.kind === 'subscribed' ? [one.epoch] : []));
    assert.is(new Set(epochs).size, 1);
    assert.is(follower.events.filter(({ kind }) => kind === 'skip').length, 0);
  }));

test('what nobody was told of before the end is there at the next start', () =>
  withFolder(async (folder) => {
    const first = await serve(folder);
    first.source.push(['a', 'b', 'c']);
    await eventually(() => first.feed.stats().offset === 3);
    await first.server.close();
    const { server } = await serve(folder);
    const follower = follow(server);
    await eventually(() => offsets(follower.events).length === 3);
    follower.stop();
    await server.close();
  }));

for (const slow of ['block', 'latest', { drop: 1_000 }, { sample: 5 }] as const) {
  test(`old events come from the disk, and new ones with them (${JSON.stringify(slow)})`, () =>
    withFolder(async (folder) => {
      const { source, server } = await serve(folder);
      for (let i = 0; i < 200; i += 1) source.push([`${i} ${'x'.repeat(50)}`]);
      await eventually(() => server.stats().feeds[0]?.offset === 200);
      const followers = [0, 50, 150].map((from) =>
        follow(server, { since: from === 0 ? 'start' : { last: 200 - from }, slow }),
      );
      await eventually(() => followers.every(({ events }) => events.length > 0));
      for (let i = 0; i < 20; i += 1) source.push([i]);
      const isDone = ({ events }: (typeof followers)[number]): boolean => {
        const last = events.findLast(({ kind }) => kind === 'event' || kind === 'skip');
        if (last?.kind === 'event') return last.offset === 219;
        return last?.kind === 'skip' && last.to === 220;
      };
      await eventually(() => followers.every(isDone));
      for (const [i, { events, stop }] of followers.entries()) {
        stop();
        const begin = [0, 50, 150][i] as number;
        assert.equal(accounted(events, begin), 220);
        // What was there before the subscription comes whole.
        assert.equal(offsets(events).slice(0, 200 - begin), upTo(begin, 200));
      }
      await server.close();
    }));
}

/** The offset behind the last that came or was told as left out; each must come once. */
function accounted(events: readonly FeedEvent<unknown>[], begin: number): number {
  let next = begin;
  for (const event of events) {
    if (event.kind === 'event') assert.is(event.offset, next);
    if (event.kind === 'skip') assert.is(event.from, next);
    if (event.kind === 'event') next += 1;
    if (event.kind === 'skip') next = event.to;
  }
  return next;
}

test('a beginning by event time and pages of history reach what is on the disk alone', () =>
  withFolder(async (folder) => {
    const { source, server } = await serve(folder);
    // The event times are 1, 2, 3 and so on.
    for (let i = 0; i < 300; i += 1) source.push([i]);
    await eventually(() => server.stats().feeds[0]?.offset === 300);
    const follower = follow(server, { since: { time: 11 } });
    await eventually(() => offsets(follower.events).length === 290);
    assert.is(offsets(follower.events)[0], 10);
    follower.stop();
    const client = connectFeeds(server.url);
    for (const reverse of [false, true]) {
      const found: number[] = [];
      for await (const event of pages(client, reverse)) found.push(event);
      assert.equal(found, reverse ? upTo(0, 300).reverse() : upTo(0, 300));
    }
    client.close();
    await server.close();
  }));

/** The offsets of all pages of a feed. */
async function* pages(client: ReturnType<typeof connectFeeds>, reverse: boolean) {
  type Page = Awaited<ReturnType<typeof client.history>>;
  let page: Page = await client.history('f', { reverse, limit: 70 });
  for (;;) {
    for (const event of page.events) if (event.kind === 'event') yield event.offset;
    if (page.next === undefined) return;
    page = await client.history('f', { reverse, limit: 70, since: page.next });
  }
}

test('with each write waited for, nothing is told before it is safe, and the end comes last', () =>
  withFolder(async (folder) => {
    const { source, server } = await serve(folder, { sync: 'write', markEvery: 0 });
    const client = await RawFeedClient.greet(server.url);
    client.send({ t: 'sub', id: 1, feed: 'f', since: 'start' });
    await client.next();
    for (let i = 0; i < 20; i += 1) source.push([i], (i + 1) * 10);
    source.mark(1_000);
    source.push(['last'], 1_000);
    source.complete();
    const messages = await client.until('end');
    let [next, watermark] = [0, -Infinity];
    for (const message of messages) {
      if (message['t'] === 'ev') {
        assert.is(message['off'], next);
        next += (message['items'] as unknown[]).length;
      }
      if (message['t'] === 'mark') assert.is(message['off'], next);
      const wm = message['wm'];
      if (typeof wm !== 'number') continue;
      assert.ok(wm >= watermark);
      watermark = wm;
      // The n-th event raises the watermark to 10 n; the 21st comes behind a mark of 1,000.
      if (wm !== 1_000) assert.is(wm, next * 10);
      else assert.ok(next >= 20);
    }
    assert.is(next, 21);
    client.close();
    await server.close();
  }));

test('the watermark of an epoch does not go back when the stream begins anew', () =>
  withFolder(async (folder) => {
    const first = await serve(folder);
    first.source.push(['a'], 500);
    await eventually(() => first.feed.stats().offset === 1);
    await first.server.close();
    const { source, server, feed } = await serve(folder);
    source.push(['b'], 5);
    await eventually(() => feed.stats().offset === 2);
    assert.is(feed.stats().watermark, 500);
    await server.close();
  }));

test('a disk that takes nothing more ends the feed with an error, and what was told stays', () =>
  withFolder(async (folder) => {
    const { source, server, errors, feed } = await serve(folder, { segmentBytes: 300 });
    const follower = follow(server);
    source.push(['a']);
    await eventually(() => offsets(follower.events).length === 1);
    for (let i = 1; i < 20; i += 1)
      await writeFile(path.join(folder, `${String(i).padStart(16, '0')}.segment`), '');
    for (let i = 1; i < 20; i += 1) {
      source.push(['b'.repeat(50)]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => follower.failures.length > 0);
    assert.hasCode(follower.failures[0], 'MILLRACE_FEED_FAILED', 'MILLRACE_FILE_UNWRITABLE');
    assert.hasCode(errors[0], 'MILLRACE_FILE_UNWRITABLE', folder);
    assert.is(errors.length, 1);
    const { state, offset } = feed.stats();
    assert.equal([state, offsets(follower.events)], ['failed', upTo(0, offset)]);
    follower.stop();
    await server.close();
  }));

test('a server does not start on a log that another one writes, and leaves the other logs free', () =>
  withFolder(async (folder) => {
    const { server } = await serve(path.join(folder, 'a'));
    const stream = new HandDrivenStream<unknown>().stream;
    const feeds = ['b', 'a'].map((name) =>
      createFeed(name === 'a' ? 'f' : name, stream, { log: { folder: path.join(folder, name) } }),
    );
    await assert.rejectsCode(createFeedServer({ feeds }), 'MILLRACE_LOG_LOCKED', 'is written by');
    await server.close();
    const second = await createFeedServer({ feeds });
    const other = createFeed('b', stream, { log: { folder: path.join(folder, 'c') } });
    assert.throwsCode(() => second.replace([other]), 'MILLRACE_ARGUMENT_TYPE', 'log on disk');
    await second.close();
  }));

test('refuses a config of another form', () => {
  const { stream } = new HandDrivenStream<unknown>();
  const wrong = [
    [{ log: { folder: '' } }, 'log.folder'],
    [{ log: { folder: 'x', sync: 'often' } }, 'log.sync'],
    [{ log: { folder: 'x', segmentBytes: 0 } }, 'log.segmentBytes'],
    [{ log: { folder: 'x', memoryBytes: 10 } }, 'log.memoryBytes'],
    [{ log: { folder: 'x', onRepair: 1 } }, 'log.onRepair'],
    [{ maxAge: 0 }, 'maxAge'],
  ] as const;
  for (const [config, field] of wrong)
    assert.throws(() => createFeed('f', stream, config as FeedConfig<unknown>), field);
});

test('old events are as old after a restart, and delayed subscribers get them then', () =>
  withFolder(async (folder) => {
    const HOUR = 3_600_000;
    let later = 0;
    const runtime = Object.assign(Object.create(systemRuntime) as Runtime, {
      now: () => systemRuntime.now() + later,
    });
    const first = await serve(folder, {}, 0, runtime);
    for (let n = 0; n < 50; n += 1) first.source.push([`${n} ${'x'.repeat(50)}`]);
    await eventually(() => first.feed.stats().offset === 50);
    later += HOUR;
    for (let n = 50; n < 100; n += 1) first.source.push([`${n} ${'x'.repeat(50)}`]);
    await eventually(() => first.feed.stats().offset === 100);
    await first.server.close();
    const { server, source } = await serve(folder, {}, 0, runtime);
    const delay = HOUR / 2;
    const followers = [
      follow(server, { delay, since: 'start' }),
      follow(server, { delay }),
      follow(server, { delay, since: { last: 20 }, slow: 'latest' }),
    ];
    await eventually(() => offsets(followers[0]?.events ?? []).length === 50);
    await eventually(() => offsets(followers[2]?.events ?? []).length === 20);
    later += HOUR;
    source.push(['young']);
    await eventually(() => offsets(followers[0]?.events ?? []).length === 100);
    await eventually(() => offsets(followers[1]?.events ?? []).length === 50);
    for (const { stop } of followers) stop();
    await server.close();
    assert.equal(offsets(followers[0]?.events ?? []), upTo(0, 100));
    assert.equal(offsets(followers[1]?.events ?? []), upTo(50, 100));
    assert.equal(offsets(followers[2]?.events ?? []).slice(0, 20), upTo(30, 50));
  }));

test.run();
