import { Packr } from 'msgpackr';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedConfig, FeedServerConfig } from '../../../src/feed/index.ts';
import { loadMsgpackDecoder } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Setting {
  readonly client: RawFeedClient;
  readonly epoch: string;
  readonly source: HandDrivenStream<unknown>;
}

interface Configs {
  readonly server?: Partial<FeedServerConfig>;
  readonly feed?: FeedConfig<unknown>;
  readonly protocols?: string[];
}

type Message = Record<string, unknown>;

/** Runs a test against a real server whose feed `f` has so many events, three in a batch. */
async function serving(
  count: number,
  { server: config, feed, protocols }: Configs,
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const feeds = [createFeed('f', source.stream, { batch: 3, ...feed })];
  const server = await createFeedServer({ ...config, feeds });
  const client = await RawFeedClient.greet(server.url, protocols);
  try {
    source.push(
      Array.from({ length: count }, (_, i) => `v${i}`),
      count,
    );
    const epoch = server.stats().feeds[0]?.epoch ?? '';
    await body({ client, epoch, source });
  } finally {
    client.close();
    await server.close();
  }
}

const packer = new Packr({ useRecords: false });

let requests = 0;

async function ask(client: RawFeedClient, request: object): Promise<Message> {
  requests += 1;
  client.send({ t: 'hist', req: requests, feed: 'f', ...request });
  const answer = await client.next();
  assert.is(answer['req'], requests);
  return answer;
}

/** What a page says of the offsets. */
const shape = ({ offs, next, skips }: Message): unknown[] => [offs, next, skips];

const test = suite('historyPage');

for (const protocol of ['millrace.v1.json', 'millrace.v1.msgpack']) {
  test(`a page tells where the feed stands, and its items (${protocol})`, () =>
    serving(2, { protocols: [protocol] }, async ({ client, epoch }) => {
      const items = [
        { op: 'ins', d: 'v0', et: 1 },
        { op: 'ins', d: 'v1', et: 2 },
      ];
      const decoder = protocol === 'millrace.v1.json' ? undefined : await loadMsgpackDecoder();
      client.send({ t: 'hist', req: 1, feed: 'f' });
      const messages = (await client.until('page')).map(
        (message) => decoder?.decode(packer.pack(message)) ?? message,
      );
      const place = { ch: 0, epoch, off: 2, floor: 0, wm: 2, offs: [0, 1] };
      assert.equal(messages.at(-1), { t: 'page', req: 1, ...place, items });
      // In msgpack, what rows need is told before.
      assert.is(messages.length, decoder === undefined ? 1 : 2);
    }));
}

test('pages go on behind each other, forwards and back, over all events once', () =>
  serving(8, {}, async ({ client, epoch }) => {
    for (const reverse of [false, true]) {
      const seen: unknown[] = [];
      let page = await ask(client, { limit: 2, reverse });
      for (;;) {
        seen.push(...(page['offs'] as number[]));
        if (page['next'] === undefined) break;
        page = await ask(client, { limit: 2, reverse, since: { epoch, off: page['next'] } });
      }
      const all = [0, 1, 2, 3, 4, 5, 6, 7];
      assert.equal(seen, reverse ? all.reverse() : all);
    }
  }));

const PLACES: readonly (readonly [request: object, offs: number[], next?: number])[] = [
  [{ since: 'start', limit: 2 }, [0, 1], 1],
  [{ since: { last: 3 } }, [5, 6, 7]],
  [{ since: { last: 3 }, reverse: true, limit: 2 }, [4, 3], 3],
  [{ since: { time: 7 } }, [6, 7]],
  [{ since: { time: 7 }, reverse: true, limit: 1 }, [5], 5],
  [{ since: { time: 99 } }, []],
  [{ since: 'start', reverse: true }, []],
  [{ limit: 8 }, [0, 1, 2, 3, 4, 5, 6, 7]],
  [{ limit: 7 }, [0, 1, 2, 3, 4, 5, 6], 6],
];

for (const [request, offs, next] of PLACES) {
  test(`begins where it is asked to: ${JSON.stringify(request)}`, () =>
    serving(8, {}, async ({ client }) => {
      const page = await ask(client, request);
      assert.equal(shape(page), [offs, next, undefined]);
    }));
}

test('a page goes on behind or before an event of its epoch', () =>
  serving(8, {}, async ({ client, epoch }) => {
    assert.equal(shape(await ask(client, { since: { epoch, off: 6 } }))[0], [7]);
    assert.equal(shape(await ask(client, { since: { epoch, off: 7 } })), [
      [],
      undefined,
      undefined,
    ]);
    assert.equal(shape(await ask(client, { since: { epoch, off: 1 }, reverse: true }))[0], [0]);
    assert.equal(shape(await ask(client, { since: { epoch, off: -1 }, reverse: true }))[0], []);
  }));

test('what is gone is told: by the log, and with another epoch', () =>
  serving(30, { feed: { maxEvents: 12 } }, async ({ client, epoch }) => {
    const { floor } = await ask(client, { limit: 1 });
    assert.is(floor, 18);
    const expired = [{ from: 10, to: 18, n: 8, why: 'expired' }];
    const after = await ask(client, { since: { epoch, off: 9 }, limit: 1 });
    assert.equal(shape(after), [[18], 18, expired]);
    const back = await ask(client, { since: { epoch, off: 20 }, reverse: true });
    assert.equal(shape(back), [[19, 18], undefined, [{ from: 0, to: 18, n: 18, why: 'expired' }]]);
    const below = await ask(client, { since: { epoch, off: 10 }, reverse: true });
    assert.equal(shape(below), [[], undefined, [{ from: 0, to: 10, n: 10, why: 'expired' }]]);
    const other = { epoch: 'x', off: 20 };
    assert.equal(shape(await ask(client, { since: other, limit: 1 })), [
      [18],
      18,
      [{ from: 0, to: 18, n: 18, why: 'epoch' }],
    ]);
    const none = [{ from: 0, to: 0, n: 0, why: 'epoch' }];
    assert.equal(shape(await ask(client, { since: other, reverse: true })), [[], undefined, none]);
  }));

test('an event too large for a message is told, and counts', () =>
  serving(2, { server: { limits: { frame: 2_000 } } }, async ({ client, source }) => {
    source.push(['x'.repeat(3_000), 'w']);
    const skips = [{ from: 2, to: 3, n: 1, why: 'tooLarge' }];
    assert.equal(shape(await ask(client, {})), [[0, 1, 3], undefined, skips]);
    assert.equal(shape(await ask(client, { reverse: true, limit: 2 })), [[3], 2, skips]);
  }));

test('a page is no larger than a message may be, nor longer than the server allows', () =>
  serving(0, { server: { limits: { frame: 2_000, page: 5 } } }, async ({ client, source }) => {
    source.push(Array.from({ length: 9 }, () => 'y'.repeat(500)));
    assert.equal(shape(await ask(client, {})), [[0, 1], 1, undefined]);
    source.push(['a', 'b', 'c', 'd', 'e', 'f']);
    assert.equal(
      shape(await ask(client, { since: { last: 6 }, limit: 99 }))[0],
      [9, 10, 11, 12, 13],
    );
  }));

test('an event that fits only into its own message is told as too large', () =>
  serving(0, { server: { limits: { frame: 600 } } }, async ({ client, source }) => {
    source.push(['z'.repeat(530)]);
    const skips = [{ from: 0, to: 1, n: 1, why: 'tooLarge' }];
    assert.equal(shape(await ask(client, {})), [[], undefined, skips]);
  }));

test('an unknown feed, and too many requests at once, are refused without an end', () =>
  serving(3, {}, async ({ client }) => {
    const msg = 'hist: no feed of this name';
    const unknown = { t: 'err', req: 7, code: 'unknownFeed', msg, retry: false };
    client.send({ t: 'hist', req: 7, feed: 'none' });
    assert.equal(await client.next(), unknown);
    assert.equal(shape(await ask(client, { limit: 1 })), [[0], 0, undefined]);
  }));

test('a client that does not read its pages gets no more than 16 at once', () => {
  const limits = { buffered: 1, rate: 500, subs: 500 };
  return serving(0, { server: { limits } }, async ({ client, source }) => {
    source.push(Array.from({ length: 60 }, () => 'y'.repeat(50_000)));
    const asked = 400;
    client.socket.pause();
    for (let req = 1; req <= asked; req += 1) client.send({ t: 'hist', req, feed: 'f', limit: 10 });
    client.socket.resume();
    const answers: Message[] = [];
    while (answers.length < asked) answers.push(await client.next());
    const refused = answers.filter(({ code }) => code === 'tooManyRequests');
    const pages = answers.filter(({ t }) => t === 'page');
    assert.is(refused.length + pages.length, asked);
    assert.ok(refused.length > 0 && pages.length >= 16, `${refused.length} refused`);
    assert.is(refused[0]?.['retry'], true);
  });
});

test.run();
