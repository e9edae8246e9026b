import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedClient } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const QUICK = { minDelay: 1, maxDelay: 5 };

async function serving(
  subprotocol: 'json' | 'msgpack',
  body: (client: FeedClient, server: FeedServer) => Promise<void>,
): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const feeds = [createFeed('f', source.stream, { maxEvents: 8, batch: 1 })];
  const server = await createFeedServer({ feeds });
  const client = connectFeeds(server.url, { subprotocol, ...QUICK });
  try {
    source.push([...Array.from({ length: 10 }, (_, i) => ({ n: i }))], 10);
    await body(client, server);
  } finally {
    client.close();
    await server.close();
  }
}

const test = suite('client.history');

for (const codec of ['json', 'msgpack'] as const) {
  test(`reads back page by page, and is told what is gone (${codec})`, () =>
    serving(codec, async (client) => {
      const first = await client.history<{ n: number }>('f', { limit: 5, reverse: true });
      assert.equal([first.offset, first.floor, first.watermark], [10, 2, 10]);
      const event = { kind: 'event', offset: 9, eventTime: 10, key: undefined, op: 'ins' } as const;
      assert.equal(first.events[0], { ...event, data: { n: 9 } });
      const { epoch, next } = first;
      assert.equal(next, { epoch, off: 5 });
      const second = await client.history<{ n: number }>('f', {
        since: next ?? 'start',
        reverse: true,
      });
      assert.equal(
        [...first.events, ...second.events].map(({ data }) => data.n),
        [9, 8, 7, 6, 5, 4, 3, 2],
      );
      assert.is(second.next, undefined);
      assert.equal(second.skips, [{ kind: 'skip', from: 0, to: 2, count: 2, why: 'expired' }]);
    }));
}

test('an unknown feed rejects, and the connection goes on', () =>
  serving('json', async (client) => {
    const error = await client.history('g').then(
      () => undefined,
      (reason: unknown) => reason as { readonly code: string; readonly message: string },
    );
    assert.is(error?.code, 'MILLRACE_FEED_UNKNOWN');
    assert.match(error?.message ?? '', "feed 'g': hist: no feed");
    assert.is((await client.history('f')).events.length, 8);
  }));

test('a request waits for the connection, and is asked again after a break', async () => {
  const source = new HandDrivenStream<unknown>();
  const first = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const client = connectFeeds(first.url, QUICK);
  try {
    assert.is((await client.history('f')).events.length, 0);
    const { port } = first;
    const closed = first.close();
    const page = client.history('f');
    await closed;
    const other = new HandDrivenStream<unknown>();
    const second = await createFeedServer({ port, feeds: [createFeed('f', other.stream)] });
    assert.is((await page).events.length, 0);
    await second.close();
  } finally {
    client.close();
  }
});

test('a client that is closed rejects what waits and what comes', async () => {
  const client = connectFeeds('ws://127.0.0.1:9/feed', QUICK);
  const codeOf = (page: Promise<unknown>): Promise<unknown> =>
    page.then(
      () => 'a page',
      (error: unknown) => (error as { readonly code: string }).code,
    );
  const waiting = codeOf(client.history('f'));
  client.close();
  assert.is(await waiting, 'MILLRACE_FEED_REFUSED');
  assert.is(await codeOf(client.history('f')), 'MILLRACE_FEED_REFUSED');
});

test('a wrong limit is refused before anything is sent', () =>
  serving('json', async (client) => {
    for (const limit of [0, 1.5, -1]) {
      const error = await client.history('f', { limit }).catch((reason: unknown) => reason);
      assert.is((error as { readonly code: string }).code, 'MILLRACE_ARGUMENT_RANGE');
    }
    assert.is((await client.history('f', { limit: 3 })).events.length, 3);
  }));

test.run();
