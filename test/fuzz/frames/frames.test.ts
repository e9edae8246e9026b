import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import { answered, checkClientFrames, FRAMES_A_SEED } from './checkClientFrames.ts';
import { checkServerFrames } from './checkServerFrames.ts';
import { FrameTarget, MOST_WAITING } from './frameTarget.ts';
import { sendOverSocket } from './sendOverSocket.ts';

const test = suite('hostile frames');

const HELLO = '{"t":"hello","v":1}';
const SEEDS = 100_000 / FRAMES_A_SEED;

for (const [who, check] of [
  ['a server', checkClientFrames],
  ['a client', checkServerFrames],
] as const) {
  test(`a hundred thousand of them do ${who} no harm`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await check(seed);
  });
}

test('they get at all that a server has', () => {
  const kinds =
    'welcome authok subok setok ev pick mark snap check skip page ctlok playback err pong';
  for (const kind of kinds.split(' ')) assert.ok(answered.has(kind), kind);
});

test('thousands of subscriptions on one connection are refused one by one', async () => {
  const target = new FrameTarget();
  const sub = (_: unknown, i: number): string => `{"t":"sub","id":${i + 1},"feed":"events"}`;
  const subs = Array.from({ length: 5_000 }, sub);
  const { closeCode, answers } = await target.send([HELLO, ...subs]);
  const text = answers.join('');
  assert.is(closeCode, undefined);
  assert.is(text.match(/"t":"subok"/g)?.length, 128);
  assert.is(text.match(/"tooManySubs"/g)?.length, 5_000 - 128);
  assert.is(target.feeds[0]?.stats().subscribers, 0);
});

test('a client that reads nothing has a bound, whatever it asks for and however often', async () => {
  const target = new FrameTarget();
  const asked = (id: number): string[] => [
    `{"t":"sub","id":${id},"feed":"events","since":"start","filter":"d.n > 3"}`,
    `{"t":"set","id":${id},"fields":["n"],"delay":5}`,
    `{"t":"sub","id":${id + 1},"feed":"table"}`,
    `{"t":"sub","id":${id + 2},"feed":"nowhere"}`,
    `{"t":"hist","req":${id},"feed":"table"}`,
    `{"t":"ctl","req":${id},"act":"pause"}`,
    `{"t":"unsub","id":${id}}`,
    `{"t":"unsub","id":${id + 1}}`,
    `{"t":"ping","n":${id}}`,
  ];
  // From then on filters are at hand.
  assert.is((await target.send([HELLO, ...asked(1)])).closeCode, undefined);
  const questions = Array.from({ length: 5_000 }, (_, n) => asked(1 + 2 * n)).flat();
  const { closeCode, waiting, left } = await target.send([HELLO, ...questions], { isDeaf: true });
  assert.equal([closeCode, left], [undefined, 0]);
  assert.ok(waiting > 1_048_576 && waiting < MOST_WAITING, `${waiting}`);
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
