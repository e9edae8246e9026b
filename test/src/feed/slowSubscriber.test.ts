import { setImmediate } from 'node:timers/promises';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a slow subscriber');

test('is told what it missed, while the log stays bounded and others get everything', async () => {
  const source = new HandDrivenStream<{ readonly text: string; readonly n: number }>();
  const maxBytes = 1_048_576;
  const feed = createFeed('f', source.stream, { maxBytes, batch: 16 });
  const server = await createFeedServer({ feeds: [feed], limits: { buffered: 65_536 } });
  const [slow, good] = [
    await RawFeedClient.greet(server.url),
    await RawFeedClient.greet(server.url),
  ];
  for (const client of [slow, good]) {
    client.send({ t: 'sub', id: 1, feed: 'f' });
    await client.until('subok');
  }
  slow.socket.pause();

  // Until the slow one has fallen out of the log; how much the system buffers for it is unknown.
  const text = 'x'.repeat(4_000);
  let [sent, received, mostBuffered, mostKept] = [0, 0, 0, 0];
  while (behindFloor() < 100) {
    source.push(Array.from({ length: 16 }, () => ({ text, n: (sent += 1) })));
    for (const message of await good.until('ev')) {
      assert.equal([message['t'], message['off']], ['ev', received]);
      received += (message['items'] as unknown[]).length;
    }
    const { connections, feeds } = server.stats();
    mostBuffered = Math.max(mostBuffered, ...connections.map(({ buffered }) => buffered));
    mostKept = Math.max(mostKept, feeds[0]?.bytes ?? 0);
  }
  assert.is(received, sent);
  assert.ok(mostKept <= maxBytes && mostKept > maxBytes / 2, String(mostKept));
  // The bound, and the one batch that went over it.
  assert.ok(mostBuffered > 65_536 && mostBuffered <= 65_536 + 16 * 4_200, String(mostBuffered));

  slow.socket.resume();
  const counted = await readAll(slow, sent);
  assert.is(counted.seen + counted.skipped, sent);
  assert.ok(counted.seen > 0 && counted.skipped >= 100, JSON.stringify(counted));
  assert.is(feed.stats().skipped, counted.skipped);
  for (const client of [slow, good]) client.close();
  await server.close();

  function behindFloor(): number {
    const { floor = 0 } = server.stats().feeds[0] ?? {};
    const places = server
      .stats()
      .connections.map(({ subscriptions }) => subscriptions[0]?.offset ?? 0);
    return floor - Math.min(...places);
  }
});

for (const [slow, why] of [
  ['block', 'dropped'],
  [{ drop: 20 }, 'dropped'],
  ['latest', 'conflated'],
  [{ sample: 5 }, 'conflated'],
] as const) {
  test(`gets what it asked for with ${JSON.stringify(slow)}, over a socket that stalls`, async () => {
    const { server, source, stalled, stall } = await stalling(slow);
    const sent = await stall();
    stalled.socket.resume();
    const { seen, skipped, last } = await readAll(stalled, sent, why);
    assert.is(seen + skipped, sent);
    assert.ok(skipped > 0, JSON.stringify({ seen, skipped }));
    // The newest comes, whatever was left out before it.
    assert.is(last, sent);
    source.complete();
    await stalled.until('end');
    assert.is(server.stats().feeds[0]?.skipped, skipped);
    stalled.close();
    await server.close();
  });
}

test("is cut off with 'close' when something is lost, and may come back later", async () => {
  const { server, stalled, stall } = await stalling('close');
  await stall();
  await eventually(() => (server.stats().feeds[0]?.subscribers ?? 1) === 0);
  stalled.socket.resume();
  const err = (await stalled.until('err')).at(-1);
  const msg = "feed 'f': events are gone before they were read";
  assert.equal(err, { t: 'err', code: 'tooSlow', msg, retry: true });
  assert.equal(await stalled.closed, { code: 4110, reason: msg });
  await server.close();
});

test('gets a channel of its own where it wants something else than another on its connection', async () => {
  const source = new HandDrivenStream<string>();
  const feeds = [createFeed('f', source.stream), createFeed('g', source.stream)];
  const server = await createFeedServer({ feeds });
  const client = await RawFeedClient.greet(server.url);
  client.send('{"t":"sub","id":1,"feed":"f","slow":{"drop":5}}');
  client.send('{"t":"sub","id":2,"feed":"f","slow":{"drop":5}}');
  client.send('{"t":"sub","id":3,"feed":"g"}');
  client.send('{"t":"sub","id":4,"feed":"f","slow":{"sample":1}}');
  client.send('{"t":"sub","id":5,"feed":"f","slow":{"drop":5}}');
  const channels: unknown[] = [];
  for (let i = 0; i < 5; i += 1) channels.push((await client.next())['ch']);
  assert.equal(channels, [0, 0, 1, 2, 0]);
  source.push(['a']);
  const told = new Map<unknown, unknown>();
  while (told.size < 3) {
    const { t, ch, off, from } = await client.next();
    told.set(ch, [t, off ?? from]);
  }
  assert.equal(Object.fromEntries(told), { 0: ['ev', 0], 1: ['ev', 0], 2: ['pick', 0] });
  assert.is(server.stats().feeds[0]?.views, 1);
  client.send('{"t":"unsub","id":4}');
  await eventually(() => server.stats().feeds[0]?.views === 0);
  client.close();
  await server.close();
});

/** A server with a client that stalls when it is told, and a way to send more than fits anywhere. */
async function stalling(slow: unknown) {
  const source = new HandDrivenStream<{ readonly text: string; readonly n: number }>();
  // What is conflated must still be in the log when it is read: a long log for all but the losers.
  const isLossy = slow === 'block' || slow === 'close';
  const feed = createFeed('f', source.stream, {
    maxBytes: isLossy ? 262_144 : 33_554_432,
    batch: 16,
  });
  const server = await createFeedServer({ feeds: [feed], limits: { buffered: 65_536 } });
  const stalled = await RawFeedClient.greet(server.url);
  stalled.send({ t: 'sub', id: 1, feed: 'f', slow });
  await stalled.until('subok');
  async function stall(): Promise<number> {
    stalled.socket.pause();
    const text = 'x'.repeat(4_000);
    let sent = 0;
    const isEnough = (): boolean => {
      const { behind = Infinity } = server.stats().connections[0]?.subscriptions[0] ?? {};
      return behind > 200;
    };
    while (!isEnough()) {
      source.push(Array.from({ length: 16 }, () => ({ text, n: (sent += 1) })));
      await setImmediate();
    }
    return sent;
  }
  return { server, source, stalled, stall };
}

/** Reads until an offset; every offset must be seen once or be told as left out. */
async function readAll(
  client: RawFeedClient,
  end: number,
  why = 'dropped',
): Promise<{ seen: number; skipped: number; last: unknown }> {
  let [next, seen, skipped] = [0, 0, 0];
  let last: unknown;
  while (next < end) {
    const message = await client.next();
    if (message['t'] === 'skip') {
      assert.equal([message['from'], message['why']], [next, why]);
      next = Number(message['to']);
      skipped += Number(message['n']);
      continue;
    }
    const items = message['items'] as { readonly d: { readonly n: number } }[];
    const isPick = message['t'] === 'pick';
    // What is dropped may end within a batch, which then begins before it.
    const first = isPick ? next : Number(message['off']);
    assert.is(isPick ? message['from'] : Math.max(first, next), next);
    const to = isPick ? Number(message['to']) : first + items.length;
    const taken = isPick ? items.length : to - next;
    seen += taken;
    skipped += to - next - taken;
    next = to;
    last = items.at(-1)?.d.n;
  }
  return { seen, skipped, last };
}

test.run();
