import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { Feed, FeedServer } from '../../../src/feed/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

type Source = HandDrivenStream<unknown>;

async function serving(
  body: (setting: {
    readonly server: FeedServer;
    readonly sources: readonly [Source, Source];
    readonly client: RawFeedClient;
  }) => Promise<void>,
): Promise<void> {
  const sources = [new HandDrivenStream<unknown>(), new HandDrivenStream<unknown>()] as const;
  const feeds = sources.map(({ stream }, i) => createFeed('fg'.charAt(i), stream));
  const server = await createFeedServer({ feeds });
  const client = await RawFeedClient.greet(server.url);
  try {
    await body({ server, sources, client });
  } finally {
    client.close();
    await server.close();
  }
}

/** Another feed `f`, with events in it already. */
function another(values: readonly unknown[]): { readonly feed: Feed; readonly source: Source } {
  const source = new HandDrivenStream<unknown>();
  return {
    source,
    feed: createFeed('f', source.stream, { maxEvents: Math.max(1, values.length) }),
  };
}

const test = suite('FeedServer.replace');

test('all subscriptions of a feed are told of its new epoch, and get all of it', () =>
  serving(async ({ server, sources, client }) => {
    client.send({ t: 'sub', id: 1, feed: 'f' });
    client.send({ t: 'sub', id: 2, feed: 'f', since: 'start' });
    client.send({ t: 'sub', id: 3, feed: 'g' });
    for (let i = 0; i < 3; i += 1) await client.next();
    sources[0].push(['a', 'b'], 5);
    await client.until('ev');
    const { feed, source } = another(['x']);
    server.replace([feed]);
    const { epoch } = feed.stats();
    for (const id of [1, 2]) {
      const subok = {
        t: 'subok',
        id,
        ch: 2,
        epoch,
        off: 0,
        floor: 0,
        outcome: 'tooOld',
        wm: 'start',
      };
      assert.equal(await client.next(), subok);
      assert.equal(await client.next(), { t: 'skip', id, from: 0, to: 0, n: 0, why: 'epoch' });
    }
    assert.is(sources[0].isObserved, false);
    source.push(['x']);
    const items = [{ op: 'ins', d: 'x', et: 1 }];
    assert.equal(await client.next(), { t: 'ev', ch: 2, off: 0, wm: 'start', items });
    sources[1].push(['other']);
    assert.is((await client.next())['ch'], 1);
    const [f, g] = server.stats().feeds;
    assert.equal([f?.epoch, f?.subscribers, g?.subscribers], [epoch, 1, 1]);
  }));

test('a choice of fields goes on in the new feed, and who ends it and comes back is not told again', () =>
  serving(async ({ server, client }) => {
    client.send({ t: 'sub', id: 1, feed: 'f', fields: ['a'] });
    await client.next();
    const { feed, source } = another([]);
    server.replace([feed]);
    await client.until('skip');
    source.push([{ a: 1, b: 2 }]);
    assert.equal((await client.next())['items'], [{ op: 'ins', d: { a: 1 }, et: 1 }]);
    client.send({ t: 'unsub', id: 1 });
    client.send({ t: 'sub', id: 1, feed: 'f' });
    const { epoch, outcome } = await client.next();
    assert.equal([epoch, outcome], [feed.stats().epoch, 'live']);
    assert.is(feed.stats().subscribers, 1);
  }));

test('what was kept of the old feed is not kept of the new one', () =>
  serving(async ({ server, sources, client }) => {
    sources[0].push(['a', 'b']);
    const { feed } = another([]);
    server.replace([feed]);
    client.send({ t: 'hist', req: 1, feed: 'f' });
    const { epoch, offs } = await client.next();
    assert.equal([epoch, offs], [feed.stats().epoch, []]);
  }));

test('refuses names that are not served, and feeds that were opened', () =>
  serving(async ({ server }) => {
    const { feed } = another([]);
    server.replace([feed]);
    const foreign = createFeed('h', new HandDrivenStream<unknown>().stream);
    for (const [wrong, text] of [
      [foreign, "names of feeds that are served, got 'h'"],
      [feed, "'f' again"],
    ] as const)
      assert.throws(
        () => server.replace([wrong]),
        new RegExp(`FeedServer.replace: feeds: .*${text}`),
      );
    await server.close();
    server.replace([another([]).feed]);
  }));

test.run();
