import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import { checkClientFrames, FRAMES_A_SEED } from './checkClientFrames.ts';
import { checkServerFrames } from './checkServerFrames.ts';
import { FrameTarget } from './frameTarget.ts';
import { sendOverSocket } from './sendOverSocket.ts';

const test = suite('hostile frames');

const SEEDS = 100_000 / FRAMES_A_SEED;

for (const [who, check] of [
  ['a server', checkClientFrames],
  ['a client', checkServerFrames],
] as const) {
  test(`a hundred thousand of them do ${who} no harm`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await check(seed);
  });
}

test('thousands of subscriptions on one connection are refused one by one', async () => {
  const target = new FrameTarget();
  const sub = (_: unknown, i: number): string => `{"t":"sub","id":${i + 1},"feed":"events"}`;
  const subs = Array.from({ length: 5_000 }, sub);
  const { closeCode, answers } = await target.send(['{"t":"hello","v":1}', ...subs]);
  const text = answers.join('');
  assert.is(closeCode, undefined);
  assert.is(text.match(/"t":"subok"/g)?.length, 128);
  assert.is(text.match(/"tooManySubs"/g)?.length, 5_000 - 128);
  assert.is(target.feeds[0]?.stats().subscribers, 0);
});

test('five thousand of them over sockets harm neither the server nor its other clients', async () => {
  const stream = new HandDrivenStream<unknown>();
  const server = await createFeedServer({ feeds: [createFeed('events', stream.stream)] });
  const url = new URL(server.url);
  const good = await RawFeedClient.greet(server.url);
  good.send({ t: 'sub', id: 1, feed: 'events' });
  await good.until('subok');
  const random = randomFrom(5);
  for (let sent = 0; sent < 5_000; sent += 100) {
    await Promise.all(Array.from({ length: 20 }, () => sendOverSocket(url, 5, random)));
    stream.push([sent]);
    const event = (await good.until('ev')).at(-1);
    assert.equal(event?.['off'], sent / 100);
  }
  await eventually(() => server.stats().connections.length === 1);
  assert.is(server.stats().feeds[0]?.subscribers, 1);
  good.close();
  await server.close();
});

test.run();
