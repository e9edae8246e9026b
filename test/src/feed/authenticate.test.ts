import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { Authenticate, FeedServer, FeedServerConfig } from '../../../src/feed/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

/** `ann` and `ann2` are Ann's, `bob` is Bob's, `old` has expired, `soon` expires at 60,000. */
const authenticate: Authenticate = async (token) => {
  await Promise.resolve();
  if (token === 'broken') throw new Error('no database at 10.0.0.7');
  const found = [
    { token: 'ann', user: 'Ann' },
    { token: 'ann2', user: 'Ann', expires: 500_000 },
    { token: 'bob', user: 'Bob' },
    { token: 'old', user: 'Ann', expires: 0 },
    { token: 'soon', user: 'Ann', expires: 60_000 },
  ].find((known) => known.token === token);
  return found;
};

interface Setting {
  readonly server: FeedServer;
  readonly runtime: ManualRuntime;
  open(): Promise<RawFeedClient>;
}

async function serving(
  config: Partial<FeedServerConfig>,
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const runtime = new ManualRuntime();
  const feeds = [createFeed('f', new HandDrivenStream<unknown>().stream)];
  const server = await createFeedServer({ feeds, runtime, authenticate, ...config });
  const clients: RawFeedClient[] = [];
  const open = async (): Promise<RawFeedClient> => {
    const client = await RawFeedClient.open(server.url);
    clients.push(client);
    return client;
  };
  try {
    await body({ server, runtime, open });
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

/** What the server answers to a request for a WebSocket: the status, and the text of a refusal. */
async function request(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const ws = new WebSocket(url, [], { perMessageDeflate: false, headers });
  ws.on('error', () => undefined);
  const opened = once(ws, 'open').then(() => '101');
  const refused = once(ws, 'unexpected-response').then(async ([, response]) => {
    let text = '';
    for await (const part of response as IncomingMessage) text += String(part);
    return `${(response as IncomingMessage).statusCode} ${text}`;
  });
  const answer = await Promise.race([opened, refused]);
  ws.terminate();
  return answer;
}

const UNAUTHORIZED = { t: 'err', code: 'unauthorized', msg: 'unauthorized', retry: false };

const test = suite('authentication');

test('a token in a header or cookie is judged before there is a WebSocket, and a wrong one learns nothing', () =>
  serving({ tokenCookie: 'session' }, async ({ server }) => {
    const { url } = server;
    assert.is(await request(url, { authorization: 'Bearer ann' }), '101');
    assert.is(await request(url, { cookie: 'a=b; session=ann; c=d' }), '101');
    for (const headers of [
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer old' },
      { authorization: 'Bearer ' },
      { authorization: 'Basic ann' },
      { authorization: 'Bearer wrong', cookie: 'session=ann' },
      { cookie: 'session=wrong' },
      { cookie: 'session=' },
    ])
      assert.is(await request(url, headers), '401 unauthorized', JSON.stringify(headers));
    await eventually(() => server.stats().connections.length === 0);
  }));

test('a token that cannot be judged for now may come back later, and the reason stays here', () =>
  serving({}, async ({ server, open }) => {
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    assert.is(await request(server.url, { authorization: 'Bearer broken' }), '503 try again later');
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"broken"}');
    const err = { t: 'err', code: 'internal', msg: 'internal error', retry: true };
    assert.equal(await client.next(), err);
    assert.is((await client.closed).code, 4150);
    await eventually(() => warnings.length === 2);
    process.off('warning', listen);
    assert.is(warnings[0], 'authenticate failed: no database at 10.0.0.7');
  }));

test('without a token in the request the hello must bring one', () =>
  serving({}, async ({ open }) => {
    for (const hello of [
      '{"t":"hello","v":1}',
      '{"t":"hello","v":1,"token":"wrong"}',
      '{"t":"hello","v":1,"token":"old"}',
    ]) {
      const client = await open();
      client.send(hello);
      assert.equal(await client.next(), UNAUTHORIZED, hello);
      assert.equal(await client.closed, { code: 4001, reason: 'unauthorized' });
    }
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"soon"}');
    const { t, exp } = await client.next();
    assert.equal([t, exp], ['welcome', 60_000]);
  }));

test('nothing is answered before the welcome, also while a token is judged', () =>
  serving({}, async ({ open }) => {
    for (const early of [
      '{"t":"sub","id":1,"feed":"f"}',
      '{"t":"auth","token":"ann"}',
      '{"t":"hello","v":1}',
    ]) {
      const client = await open();
      client.ws.send('{"t":"hello","v":1,"token":"ann"}');
      client.ws.send(early);
      assert.is((await client.next())['code'], 'protocol', early);
      assert.is((await client.closed).code, 4006);
    }
  }));

test('one token is judged at a time', () =>
  serving({}, async ({ open }) => {
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"ann"}');
    await client.until('welcome');
    client.ws.send('{"t":"auth","token":"ann"}');
    client.ws.send('{"t":"auth","token":"ann"}');
    assert.is((await client.until('err')).at(-1)?.['msg'], 'auth: another token is being checked');
    assert.is((await client.closed).code, 4006);
  }));

test('a new token of the same user takes the place of the old one, in place', () =>
  serving({ tokenGrace: '5s' }, async ({ open, runtime }) => {
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"soon"}');
    await client.until('welcome');
    client.send('{"t":"auth","token":"ann2"}');
    assert.equal(await client.next(), { t: 'authok', exp: 500_000 });
    client.send('{"t":"auth","token":"ann"}');
    assert.equal(await client.next(), { t: 'authok' });
    client.send('{"t":"ping","n":1}');
    assert.equal(await client.next(), { t: 'pong', n: 1 });
    client.send('{"t":"auth","token":"bob"}');
    assert.equal(await client.next(), UNAUTHORIZED);
    assert.is((await client.closed).code, 4001);
    assert.ok(runtime.pending <= 1);
  }));

test('a connection ends some time after its token, and may come back with another', () =>
  serving({ tokenGrace: '5s', pingEvery: '1h' }, async ({ open, runtime }) => {
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"soon"}');
    await client.until('welcome');
    runtime.advance(64_999);
    client.send('{"t":"ping"}');
    assert.equal(await client.next(), { t: 'pong' });
    runtime.advance(1);
    const msg = 'the token has expired';
    assert.equal(await client.next(), { t: 'err', code: 'tokenExpired', msg, retry: true });
    assert.equal(await client.closed, { code: 4101, reason: msg });
  }));

test('a token that is never judged does not hold a request or a connection for ever', () =>
  serving(
    { authenticate: () => new Promise(() => undefined) },
    async ({ server, open, runtime }) => {
      const client = await open();
      client.send('{"t":"hello","v":1,"token":"x"}');
      const ws = new WebSocket(server.url, [], { headers: { authorization: 'Bearer x' } });
      ws.on('error', () => undefined);
      const failed = new Promise((resolve) => ws.on('close', resolve));
      // One timer of the connection, one of the request.
      await eventually(() => runtime.pending === 2);
      runtime.advance(10_000);
      assert.is((await client.next())['code'], 'helloTimeout');
      await failed;
      assert.is(runtime.pending, 0);
    },
  ));

test('hooks that never answer take the place of nobody else, nor does one that answers too late', () => {
  const answers: (() => void)[] = [];
  const hanging: Authenticate = (token) =>
    token === 'good'
      ? { user: 'Ann' }
      : new Promise((resolve) => answers.push(() => resolve({ user: 'Bob' })));
  const limits = { connections: 2 };
  return serving({ authenticate: hanging, limits }, async ({ server, runtime }) => {
    const good = { authorization: 'Bearer good' };
    const judged = (): Promise<unknown>[] =>
      ['x', 'y'].map((token) => {
        const ws = new WebSocket(server.url, [], { headers: { authorization: `Bearer ${token}` } });
        ws.on('error', () => undefined);
        return new Promise((resolve) => ws.on('close', resolve));
      });
    for (let round = 1; round <= 2; round += 1) {
      const gone = judged();
      await eventually(() => answers.length === 2 * round);
      assert.match(await request(server.url, good), '503 ');
      runtime.advance(10_000);
      await Promise.all(gone);
      assert.is(await request(server.url, good), '101');
      await eventually(() => server.stats().connections.length === 0);
    }
    for (const answer of answers) answer();
    // A verdict that came too late neither opens a connection nor makes room for more than there may be.
    const gone = judged();
    await eventually(() => answers.length === 6);
    assert.match(await request(server.url, good), '503 ');
    assert.is(server.stats().connections.length, 0);
    runtime.advance(10_000);
    await Promise.all(gone);
    assert.is(runtime.pending, 0);
  });
});

test('a server that closes waits for no verdict: who waits for one is told to come back', () => {
  const asked: (() => void)[] = [];
  const hanging: Authenticate = () =>
    new Promise((resolve) => asked.push(() => resolve({ user: 'Ann' })));
  return serving({ authenticate: hanging }, async ({ server, open, runtime }) => {
    const answers = ['x', 'y'].map((token) =>
      request(server.url, { authorization: `Bearer ${token}` }),
    );
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"x"}');
    await eventually(() => asked.length === 3);
    // No time passes: what waited for a verdict in vain would wait for ever.
    const closed = server.close();
    assert.equal(await Promise.all(answers), ['503 try again later', '503 try again later']);
    assert.is((await client.closed).code, 4200);
    await closed;
    for (const answer of asked) answer();
    await Promise.resolve();
    assert.equal([runtime.pending, server.stats().connections.length], [0, 0]);
  });
});

test('where nobody needs a token any token is as good as none', () =>
  serving({ authenticate: undefined } as unknown as Partial<FeedServerConfig>, async ({ open }) => {
    const client = await open();
    client.send('{"t":"hello","v":1,"token":"x"}');
    assert.is((await client.next())['exp'], undefined);
    client.send('{"t":"auth","token":"y"}');
    assert.equal(await client.next(), { t: 'authok' });
  }));

test('a request without an Origin is refused where one is required', () =>
  serving({ requireOrigin: true, origins: ['https://friend.org'] }, async ({ server }) => {
    const token = { authorization: 'Bearer ann' };
    assert.match(await request(server.url, token), '403 ');
    assert.match(await request(server.url, { ...token, origin: 'https://evil.org' }), '403 ');
    assert.is(await request(server.url, { ...token, origin: 'https://friend.org' }), '101');
  }));

test.run();
