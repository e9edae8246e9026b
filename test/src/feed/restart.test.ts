import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { RestartPlan } from '../../../src/feed/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a planned restart');

const serve = () =>
  createFeedServer({ feeds: [createFeed('f', new HandDrivenStream<unknown>().stream)] });

test('tells all clients when to come back before it closes', async () => {
  const server = await serve();
  const clients = [
    await RawFeedClient.greet(server.url, ['millrace.v1.json']),
    await RawFeedClient.greet(server.url, ['millrace.v1.msgpack']),
  ];
  const closed = server.close({ after: '2s', spread: '10s' });
  for (const client of clients) {
    assert.equal(await client.next(), { t: 'bye', after: 2_000, spread: 10_000 });
    assert.equal(await client.closed, { code: 4200, reason: 'the server is closing' });
  }
  await closed;
});

test('spreads the clients over five seconds unless it says otherwise', async () => {
  const server = await serve();
  const client = await RawFeedClient.greet(server.url);
  const closed = server.close({});
  assert.equal(await client.next(), { t: 'bye', after: 0, spread: 5_000 });
  await closed;
});

test('a server that does not plan to come back says nothing, and a client without a hello is told nothing', async () => {
  const server = await serve();
  const [greeted, silent] = [
    await RawFeedClient.greet(server.url),
    await RawFeedClient.open(server.url),
  ];
  const messages: unknown[] = [];
  for (const { ws } of [greeted, silent]) ws.on('message', (data) => messages.push(data));
  const other = await serve();
  const waiting = await RawFeedClient.open(other.url);
  waiting.ws.on('message', (data) => messages.push(data));
  await Promise.all([server.close(), other.close({})]);
  for (const client of [greeted, silent, waiting]) assert.is((await client.closed).code, 4200);
  assert.equal(messages, []);
});

test('a plan of another form is refused, and the server goes on', async () => {
  const server = await serve();
  for (const [plan, field] of [
    [{ after: '2h' }, 'after'],
    [{ spread: -1 }, 'spread'],
  ] as const) {
    assert.throwsCode(
      () => void server.close(plan as RestartPlan),
      'MILLRACE_ARGUMENT_RANGE',
      `FeedServer.close: ${field}`,
    );
  }
  (await RawFeedClient.greet(server.url)).close();
  await server.close();
});

test.run();
