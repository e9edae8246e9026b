import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Setting {
  readonly source: HandDrivenStream<unknown>;
  greet(protocol: string): Promise<RawFeedClient>;
}

/** Runs a test against a real server with one feed named `f`. */
async function serving(body: (setting: Setting) => Promise<void>): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  const clients: RawFeedClient[] = [];
  const greet = async (protocol: string): Promise<RawFeedClient> => {
    const client = await RawFeedClient.greet(server.url, [protocol]);
    clients.push(client);
    return client;
  };
  try {
    await body({ source, greet });
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

async function subscribe(client: RawFeedClient, since?: 'start', id = 1): Promise<void> {
  client.send({ t: 'sub', id, feed: 'f', ...(since === undefined ? {} : { since }) });
  assert.is((await client.next())['t'], 'subok');
}

async function take(client: RawFeedClient, count: number): Promise<unknown[]> {
  const messages: unknown[] = [];
  while (messages.length < count) messages.push(await client.next());
  return messages;
}

const [JSON_TEXT, MSGPACK] = ['millrace.v1.json', 'millrace.v1.msgpack'];

const row = (off: number, id: number, n: number): object => {
  return { t: 'ev', ch: 0, off, wm: off, et: off + 1, items: [[id, 0, n]] };
};

const schema = (id: number, name: string): object => {
  return { t: 'schema', ch: 0, id, fields: [name] };
};

const test = suite('schemas of a feed');

test('a live subscription gets marks and the end beside its rows', () =>
  serving(async ({ source, greet }) => {
    const client = await greet(MSGPACK);
    await subscribe(client);
    source.push(['a', { b: 'ü' }], 1);
    const items = [
      [0, 0, 'a'],
      [1, 1, 'ü'],
    ];
    assert.equal(await take(client, 3), [
      { t: 'schema', ch: 0, id: 0 },
      schema(1, 'b'),
      { t: 'ev', ch: 0, off: 0, wm: 1, et: 1, items },
    ]);
    source.mark(50);
    assert.equal(await take(client, 1), [{ t: 'mark', ch: 0, off: 2, wm: 50 }]);
    source.complete();
    assert.equal(await take(client, 2), [
      { t: 'mark', ch: 0, off: 2, wm: 'end' },
      { t: 'end', ch: 0 },
    ]);
  }));

test('each connection is told a schema once, before its first row', () =>
  serving(async ({ source, greet }) => {
    const early = await greet(MSGPACK);
    await subscribe(early);
    source.push([{ a: 1 }], 0);
    assert.equal(await take(early, 2), [schema(0, 'a'), row(0, 0, 1)]);
    source.push([{ b: 2 }], 1);
    assert.equal(await take(early, 2), [schema(1, 'b'), row(1, 1, 2)]);
    const late = await greet(MSGPACK);
    await subscribe(late);
    source.push([{ a: 3 }], 2);
    assert.equal(await take(early, 1), [row(2, 0, 3)]);
    assert.equal(await take(late, 3), [schema(0, 'a'), schema(1, 'b'), row(2, 0, 3)]);
    late.send({ t: 'unsub', id: 1 });
    await subscribe(late, 'start', 2);
    assert.equal(await take(late, 2), [row(0, 0, 1), row(1, 1, 2)]);
  }));

test('a schema that a reader of old events needed first is told to those who are ahead of it', () =>
  serving(async ({ source, greet }) => {
    const text = await greet(JSON_TEXT);
    await subscribe(text);
    source.push([{ old: 1 }], 0);
    await text.next();
    const ahead = await greet(MSGPACK);
    await subscribe(ahead);
    const behind = await greet(MSGPACK);
    await subscribe(behind, 'start');
    assert.equal(await take(behind, 2), [schema(0, 'old'), row(0, 0, 1)]);
    source.push([{ old: 2 }], 1);
    assert.equal(await take(ahead, 2), [schema(0, 'old'), row(1, 0, 2)]);
  }));

test.run();
