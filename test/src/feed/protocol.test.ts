import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig, FeedServer, FeedServerConfig } from '../../../src/feed/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Setting {
  readonly server: FeedServer;
  readonly source: HandDrivenStream<unknown>;
  readonly clients: RawFeedClient[];
  greet(protocols?: string[]): Promise<RawFeedClient>;
  open(): Promise<RawFeedClient>;
}

type Configs = { readonly server?: Partial<FeedServerConfig>; readonly feed?: FeedConfig<unknown> };

/** Runs a test against a real server with one feed named `f`. */
async function serving(configs: Configs, body: (setting: Setting) => Promise<void>): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const feeds = [createFeed('f', source.stream, configs.feed)];
  const server = await createFeedServer({ ...configs.server, feeds });
  const clients: RawFeedClient[] = [];
  const keep = (client: RawFeedClient): RawFeedClient => {
    clients.push(client);
    return client;
  };
  const greet = async (protocols?: string[]) =>
    keep(await RawFeedClient.greet(server.url, protocols));
  const open = async () => keep(await RawFeedClient.open(server.url));
  try {
    await body({ server, source, clients, greet, open });
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

/** Subscribes and returns what `subok` said. */
async function subscribe(
  client: RawFeedClient,
  since?: unknown,
  id = 1,
): Promise<Record<string, unknown>> {
  client.send({ t: 'sub', id, feed: 'f', ...(since === undefined ? {} : { since }) });
  return (await client.until('subok')).at(-1) ?? {};
}

const greeting = suite('protocol: greeting');

greeting('hello is answered by a welcome that tells the limits and the rhythm of pings', () =>
  serving({}, async ({ server, open }) => {
    const client = await open();
    client.send('{"t":"hello","v":1,"client":{"name":"test"}}');
    const welcome = await client.next();
    const { conn, time, ...rest } = welcome;
    const sizes = { frame: 1_048_576, name: 255, subs: 128, rate: 50 };
    assert.equal(rest, {
      t: 'welcome',
      v: 1,
      server: { name: 'millrace', version: '0.1.0' },
      ping: { every: 25_000, timeout: 8_000 },
      limits: { ...sizes, page: 1_000, filter: 1_000, views: 16 },
    });
    assert.ok(typeof conn === 'string' && typeof time === 'number');
    assert.equal(server.stats().connections[0]?.client, 'test');
  }),
);

greeting('the server takes the first subprotocol that it speaks', () =>
  serving({}, async ({ greet }) => {
    assert.is(
      (await greet(['other', 'millrace.v1.msgpack', 'millrace.v1.json'])).ws.protocol,
      'millrace.v1.msgpack',
    );
    assert.is((await greet(['millrace.v1.json'])).ws.protocol, 'millrace.v1.json');
    assert.is((await greet()).ws.protocol, '');
  }),
);

greeting('a ping is answered by a pong with its number', () =>
  serving({}, async ({ greet }) => {
    const client = await greet();
    client.send('{"t":"ping","n":12}');
    assert.equal(await client.next(), { t: 'pong', n: 12 });
  }),
);

greeting.run();

const feeds = suite('protocol: subscriptions');

feeds('a live subscription gets what comes from then on', () =>
  serving({}, async ({ server, source, greet }) => {
    const client = await greet(['millrace.v1.json']);
    client.send('{"t":"sub","id":7,"feed":"f"}');
    const [feed] = server.stats().feeds;
    assert.equal(await client.next(), {
      t: 'subok',
      id: 7,
      ch: 0,
      epoch: feed?.epoch,
      off: 0,
      floor: 0,
      outcome: 'live',
      wm: 'start',
    });
    source.push(['a', { b: 'ü' }], 1);
    assert.equal(await client.next(), {
      t: 'ev',
      ch: 0,
      off: 0,
      wm: 1,
      items: [
        { op: 'ins', d: 'a', et: 1 },
        { op: 'ins', d: { b: 'ü' }, et: 2 },
      ],
    });
    source.mark(50);
    assert.equal(await client.next(), { t: 'mark', ch: 0, off: 2, wm: 50 });
    source.complete();
    assert.equal(await client.next(), { t: 'mark', ch: 0, off: 2, wm: 'end' });
    assert.equal(await client.next(), { t: 'end', ch: 0 });
  }),
);

feeds('panes are told with key, window, timing and what they replace', () =>
  serving({}, async ({ source, greet }) => {
    const client = await greet();
    await subscribe(client);
    const window = { start: 0, end: 60 };
    const pane = { key: 'k', window, value: { n: 2 }, timing: 'late', index: 1, final: true };
    source.push([{ ...pane, replaces: [{ start: 0, end: 30 }] }]);
    const win = { s: 0, e: 60, pane: 'late', i: 1, final: true, replaces: [{ s: 0, e: 30 }] };
    const items = [{ k: 'k', op: 'upd', d: { n: 2 }, et: 1, win }];
    assert.equal(await client.next(), { t: 'ev', ch: 0, off: 0, wm: 'start', items });
    source.push([{ ...pane, retract: true }]);
    const { replaces: _, ...own } = win;
    const taken = [{ k: 'k', op: 'ret', d: { n: 2 }, et: 2, win: own }];
    assert.equal(await client.next(), { t: 'ev', ch: 0, off: 1, wm: 'start', items: taken });
  }),
);

feeds('kept events are replayed from where the subscription asks', () =>
  serving({ feed: { batch: 2 } }, async ({ source, greet }) => {
    const [first, client] = [await greet(), await greet()];
    const { epoch } = await subscribe(first);
    source.push(['a', 'b', 'c', 'd', 'e'], 4);
    await first.until('ev');
    await first.until('ev');
    await first.until('ev');
    assert.equal(pick(await subscribe(client, 'start', 1)), [0, 'replayed', 'start']);
    assert.equal(await offsets(client, 3), [0, 2, 4]);
    assert.equal(pick(await subscribe(client, { last: 1 }, 2)), [4, 'replayed', 'start']);
    assert.equal(await offsets(client, 1), [4]);
    assert.equal(pick(await subscribe(client, { epoch, off: 2 }, 3)), [3, 'replayed', 'start']);
    assert.equal(await offsets(client, 2), [2, 4]);
    assert.equal(pick(await subscribe(client, { epoch, off: 4 }, 4)), [5, 'live', 4]);
  }),
);

feeds('what is no longer kept is told before the subscription goes on at the floor', () =>
  serving({ feed: { maxEvents: 4, batch: 1 } }, async ({ source, greet }) => {
    const client = await greet();
    const { epoch } = await subscribe(client);
    source.push(['a', 'b', 'c', 'd', 'e', 'f']);
    // All six came at once, and only the last four are kept.
    assert.equal(await client.next(), { t: 'skip', ch: 0, from: 0, to: 2, n: 2, why: 'dropped' });
    assert.equal(await offsets(client, 4), [2, 3, 4, 5]);
    const late = await greet();
    assert.equal(pick(await subscribe(late, { epoch, off: 0 })), [2, 'tooOld', 'start']);
    assert.equal(await late.next(), { t: 'skip', id: 1, from: 1, to: 2, n: 1, why: 'expired' });
    assert.equal(await offsets(late, 4), [2, 3, 4, 5]);
  }),
);

feeds('an offset of another epoch begins at the floor and says so', () =>
  serving({}, async ({ source, greet }) => {
    const client = await greet();
    await subscribe(client);
    source.push(['a']);
    await client.until('ev');
    const other = await greet();
    assert.equal(pick(await subscribe(other, { epoch: 'gone', off: 41 })), [0, 'tooOld', 'start']);
    assert.equal(await other.next(), { t: 'skip', id: 1, from: 0, to: 0, n: 0, why: 'epoch' });
    assert.equal(await offsets(other, 1), [0]);
  }),
);

feeds('shared messages are the same bytes for all subscribers of a codec', () =>
  serving({}, async ({ source, greet }) => {
    const clients = [await greet(), await greet()];
    const frames: Buffer[] = [];
    for (const [i, client] of clients.entries()) await subscribe(client, undefined, i + 5);
    const all = clients.map(
      ({ ws }) =>
        new Promise<void>((resolve) =>
          ws.once('message', (data) => resolve(void frames.push(data as Buffer))),
        ),
    );
    source.push(['a']);
    await Promise.all(all);
    assert.is(frames[0]?.toString('hex'), frames[1]?.toString('hex'));
  }),
);

feeds('nothing comes after unsub, and an id that is not in use may be ended', () =>
  serving({}, async ({ server, source, greet }) => {
    const client = await greet();
    await subscribe(client);
    client.send('{"t":"unsub","id":1}');
    client.send('{"t":"unsub","id":99}');
    client.send('{"t":"ping"}');
    await client.until('pong');
    source.push(['a']);
    assert.is(server.stats().feeds[0]?.subscribers, 0);
    const { off } = await subscribe(client, 'start', 2);
    assert.is(off, 0);
    assert.equal(await offsets(client, 1), [0]);
  }),
);

feeds('an unknown feed and one subscription too many are refused, and the connection lives', () =>
  serving({ server: { limits: { subs: 1 } } }, async ({ greet }) => {
    const client = await greet();
    client.send('{"t":"sub","id":1,"feed":"nope"}');
    const unknown = {
      t: 'err',
      id: 1,
      code: 'unknownFeed',
      msg: 'sub: no feed of this name',
      retry: false,
    };
    assert.equal(await client.next(), unknown);
    await subscribe(client, undefined, 1);
    client.send('{"t":"sub","id":2,"feed":"f"}');
    const { code, id } = await client.next();
    assert.equal([code, id], ['tooManySubs', 2]);
    client.send('{"t":"ping"}');
    await client.until('pong');
  }),
);

feeds('a stream that fails is told without its text', () =>
  serving({}, async ({ source, greet }) => {
    const client = await greet();
    await subscribe(client);
    source.fail(new Error('password=hunter2 at /home/me'));
    const msg = "the stream of feed 'f' failed with an error without a code";
    assert.equal(await client.next(), { t: 'err', ch: 0, code: 'feedFailed', msg, retry: false });
    const { outcome } = await subscribe(client, 'start', 2);
    assert.is(outcome, 'live');
    assert.is((await client.next())['code'], 'feedFailed');
  }),
);

feeds.run();

const breaches = suite('protocol: breaches');

const BREACHES: readonly (readonly [
  what: string,
  frames: readonly (string | Buffer)[],
  code: string,
  close: number,
])[] = [
  ['text that is not JSON', ['{'], 'badMessage', 4000],
  ['a binary frame', [Buffer.from([0x81, 0xa1])], 'badMessage', 4000],
  ['an unknown kind', ['{"t":"nope"}'], 'badMessage', 4000],
  ['a wrong field', ['{"t":"sub","id":"x","feed":"f"}'], 'badMessage', 4000],
  ['a second hello', ['{"t":"hello","v":1}'], 'protocol', 4006],
  [
    'an id in use',
    ['{"t":"sub","id":1,"feed":"f"}', '{"t":"sub","id":1,"feed":"f"}'],
    'duplicateId',
    4009,
  ],
  [
    'too many messages',
    Array.from({ length: 12 }, () => '{"t":"unsub","id":1}'),
    'tooManyMessages',
    4129,
  ],
];

for (const [what, frames, code, close] of BREACHES) {
  breaches(`${what} closes the connection with ${close}, and nobody else's`, () =>
    serving({ server: { limits: { rate: 4, subs: 4 } } }, async ({ source, greet, server }) => {
      const [bad, good] = [await greet(), await greet()];
      await subscribe(good);
      for (const frame of frames) bad.ws.send(frame);
      const err = (await bad.until('err')).at(-1);
      assert.equal(
        [err?.['code'], err?.['retry'], 'id' in (err ?? {})],
        [code, close >= 4100, false],
      );
      assert.equal(await bad.closed, { code: close, reason: String(err?.['msg']) });
      source.push(['a']);
      assert.equal(await offsets(good, 1), [0]);
      await eventually(() => server.stats().connections.length === 1);
    }),
  );
}

breaches('a message before hello, or another version, closes with 4006', () =>
  serving({}, async ({ open }) => {
    for (const first of ['{"t":"sub","id":1,"feed":"f"}', '{"t":"hello","v":2}']) {
      const client = await open();
      client.send(first);
      assert.is((await client.next())['code'], 'protocol');
      assert.is((await client.closed).code, 4006);
    }
  }),
);

breaches('a connection without a hello in time is closed with 4108', () =>
  serving({ server: { helloTimeout: 20 } }, async ({ open }) => {
    const client = await open();
    const err = { t: 'err', code: 'helloTimeout', msg: 'no hello within 20 ms', retry: true };
    assert.equal(await client.next(), err);
    assert.is((await client.closed).code, 4108);
  }),
);

breaches('a message that is too large is refused with 1009 before it is read', () =>
  serving({ server: { limits: { frame: 1_000 } } }, async ({ greet, source }) => {
    const [bad, good] = [await greet(), await greet()];
    await subscribe(good);
    bad.send(JSON.stringify({ t: 'ping', x: 'x'.repeat(1_000) }));
    assert.is((await bad.closed).code, 1009);
    source.push(['a']);
    assert.equal(await offsets(good, 1), [0]);
  }),
);

breaches('who does not answer a ping is cut off', async () => {
  const runtime = new ManualRuntime();
  await serving({ server: { runtime } }, async ({ greet, server }) => {
    const client = await greet();
    runtime.advance(25_000);
    assert.equal(await client.next(), { t: 'ping' });
    runtime.advance(7_999);
    assert.is(server.stats().connections.length, 1);
    runtime.advance(1);
    assert.is((await client.closed).code, 1006);
    await eventually(() => server.stats().connections.length === 0);
  });
});

breaches('who answers pings stays', async () => {
  const runtime = new ManualRuntime();
  await serving({ server: { runtime } }, async ({ greet }) => {
    const client = await greet();
    for (let i = 0; i < 3; i += 1) {
      runtime.advance(i === 0 ? 25_000 : 17_000);
      assert.equal(await client.next(), { t: 'ping' });
      client.send('{"t":"pong"}');
      client.send('{"t":"ping","n":1}');
      assert.equal(await client.next(), { t: 'pong', n: 1 });
      runtime.advance(8_000);
    }
    client.send('{"t":"ping","n":2}');
    assert.equal(await client.next(), { t: 'pong', n: 2 });
  });
});

breaches('a client that vanishes leaves nothing behind', () =>
  serving({}, async ({ server, source, greet }) => {
    const [gone, good] = [await greet(), await greet()];
    await subscribe(gone);
    await subscribe(good);
    assert.is(server.stats().feeds[0]?.subscribers, 2);
    gone.socket.resetAndDestroy();
    await eventually(() => server.stats().connections.length === 1);
    assert.is(server.stats().feeds[0]?.subscribers, 1);
    source.push(['a']);
    assert.equal(await offsets(good, 1), [0]);
  }),
);

breaches.run();

function pick({ off, outcome, wm }: Record<string, unknown>): unknown[] {
  return [off, outcome, wm];
}

/** The offsets of the next batches. */
async function offsets(client: RawFeedClient, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const message = await client.next();
    assert.is(message['t'], 'ev');
    found.push(message['off']);
  }
  return found;
}
