import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { Feed, FeedServerConfig } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('createFeedServer');

const { stream } = new HandDrivenStream<unknown>();
const someFeed = (name = 'f'): Feed => createFeed(name, stream);

/** The status with which a WebSocket is refused. */
function refusal(
  url: string,
  protocols: string[] = [],
  headers: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, protocols, { headers });
    ws.on('open', () => reject(new Error('was let in')));
    ws.on('error', () => undefined);
    ws.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
  });
}

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    }).on('error', reject);
  });
}

test('a port in use is an error that says what to do, and the stream is left alone', async () => {
  const first = await createFeedServer({ feeds: [] });
  const source = new HandDrivenStream<unknown>();
  const second = createFeedServer({ feeds: [createFeed('f', source.stream)], port: first.port });
  await assert.rejectsCode(
    second,
    'MILLRACE_PORT_IN_USE',
    `port ${first.port} of 127.0.0.1 is in use`,
  );
  await assert.rejectsCode(
    createFeedServer({ feeds: [], port: first.port }),
    'MILLRACE_PORT_IN_USE',
    '--port',
  );
  assert.is(source.isObserved, false);
  await first.close();
});

test('plain HTTP is answered by the given function', async () => {
  const server = await createFeedServer({
    feeds: [],
    request: (request, response) => response.end(`page ${request.url}`),
  });
  assert.is(await fetchText(`http://127.0.0.1:${server.port}/x`), '200 page /x');
  await server.close();
});

test('plain HTTP without a function is not found', async () => {
  const server = await createFeedServer({ feeds: [] });
  assert.match(await fetchText(`http://127.0.0.1:${server.port}/`), '404 ');
  await server.close();
});

test('a WebSocket is refused with a reason for its path, subprotocol or origin', async () => {
  const server = await createFeedServer({ feeds: [], origins: ['https://friend.org'] });
  const { url, port } = server;
  assert.match(await refusal(`ws://127.0.0.1:${port}/other`), '404 ');
  assert.match(
    await refusal(url, ['graphql']),
    '400 no common subprotocol; this server speaks millrace.v1.json',
  );
  assert.match(
    await refusal(url, [], { origin: 'https://evil.org' }),
    '403 this origin may not connect',
  );
  for (const origin of [`http://127.0.0.1:${port}`, 'https://friend.org']) {
    const client = new RawFeedClient(url, [], { origin });
    await once(client.ws, 'open');
    client.close();
  }
  await server.close();
});

test('one connection too many is refused, and there is room again when one goes', async () => {
  const server = await createFeedServer({ feeds: [], limits: { connections: 1 } });
  const first = await RawFeedClient.greet(server.url);
  assert.match(await refusal(server.url), '503 too many connections');
  first.ws.close();
  await eventually(() => server.stats().connections.length === 0);
  const second = await RawFeedClient.greet(server.url);
  second.close();
  await server.close();
});

test('a server of yours keeps its other paths and stays open', async () => {
  const http = createServer((_request, response) => response.end('mine'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server = await createFeedServer({ feeds: [someFeed()], server: http });
  const { port } = http.address() as AddressInfo;
  assert.equal([server.port, server.url], [port, `ws://127.0.0.1:${port}/feed`]);
  const client = await RawFeedClient.greet(server.url);
  await server.close();
  assert.is((await client.closed).code, 4200);
  assert.is(await fetchText(`http://127.0.0.1:${port}/`), '200 mine');
  http.close();
  await once(http, 'close');
});

test('closing tells the clients, lets the streams go and frees the port', async () => {
  const source = new HandDrivenStream<unknown>();
  const feed = createFeed('f', source.stream);
  const server = await createFeedServer({ feeds: [feed] });
  const { port } = server;
  const client = await RawFeedClient.greet(server.url);
  assert.is(source.isObserved, true);
  await Promise.all([server.close(), server.close()]);
  assert.equal(await client.closed, { code: 4200, reason: 'the server is closing' });
  assert.equal([source.isObserved, feed.stats().state], [false, 'stopped']);
  const again = await createFeedServer({ feeds: [], port });
  await again.close();
});

test('a client that does not answer the closing is cut off after the grace', async () => {
  const server = await createFeedServer({ feeds: [], closeGrace: 10 });
  const client = await RawFeedClient.greet(server.url);
  client.socket.pause();
  await server.close();
  assert.equal(server.stats().connections, []);
  client.close();
});

const WRONG: readonly (readonly [name: string, config: unknown, code: string, text: string])[] = [
  [
    'no config',
    undefined,
    'MILLRACE_ARGUMENT_TYPE',
    'createFeedServer: config: expected an object',
  ],
  [
    'a feed that is none',
    { feeds: [{ name: 'x' }] },
    'MILLRACE_ARGUMENT_TYPE',
    'feeds: expected what createFeed returns',
  ],
  [
    'a name twice',
    { feeds: [someFeed('a'), someFeed('a')] },
    'MILLRACE_ARGUMENT_TYPE',
    "got '\\'a\\' again'",
  ],
  ['a tiny frame', { feeds: [], limits: { frame: 1 } }, 'MILLRACE_ARGUMENT_RANGE', 'limits.frame'],
  [
    'a wrong duration',
    { feeds: [], pingEvery: '5 minutes' },
    'MILLRACE_ARGUMENT_TYPE',
    'pingEvery',
  ],
  [
    'a port beside a server',
    { feeds: [], port: 1, server: {} },
    'MILLRACE_ARGUMENT_TYPE',
    'nothing beside server',
  ],
];

for (const [name, config, code, text] of WRONG) {
  test(`${name} is refused at once`, () => {
    const pattern = text.startsWith('got') ? /'a' again/ : text;
    assert.throwsCode(() => void createFeedServer(config as FeedServerConfig), code, pattern);
  });
}

test('a feed needs a name and a stream, and a log with room', () => {
  assert.throwsCode(() => createFeed('', stream), 'MILLRACE_ARGUMENT_RANGE', 'createFeed: name');
  assert.throwsCode(
    () => createFeed('f', 5 as never),
    'MILLRACE_ARGUMENT_TYPE',
    'createFeed: stream',
  );
  assert.throwsCode(
    () => createFeed('f', stream, { maxBytes: 1 }),
    'MILLRACE_ARGUMENT_RANGE',
    'maxBytes',
  );
  assert.throwsCode(
    () => createFeed('f', stream, { describe: 1 as never }),
    'MILLRACE_ARGUMENT_TYPE',
    'describe',
  );
});

test.run();
