import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer } from '../../../src/feed/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { openRawSocket } from '../../feedConformance/rawSocket.ts';
import { opcodes } from '../../feedConformance/writeFrame.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { openConnections } from '../../support/openConnection.ts';
import type { TakeBytes } from '../../support/openConnection.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const MOST_BUFFERED = 1_048_576;
/** Answers that may wait besides, and the last of them. */
const MOST_ANSWERS = 65_536 + 1_000;
/** A subscription that is refused: an answer that is longer than the question. */
const REFUSED = JSON.stringify({ t: 'sub', id: 2, feed: 'nowhere' });

/** A feed, and connections to it. */
function setting() {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<unknown>();
  const feed = createFeed('f', source.stream, { markEvery: 0 });
  const open = openConnections({ feeds: [feed], runtime, limits: { rate: 1_000_000 } });
  const push = (value: unknown): void => {
    source.push([value]);
    runtime.turn();
  };
  return { runtime, source, feed, open, push };
}

/** Takes everything, until it is broken. */
function taker() {
  const taken: string[] = [];
  const take: TakeBytes = (bytes, done) => {
    taken.push(bytes.toString('latin1'));
    done();
  };
  return { taken, take };
}

const test = suite('a connection');

test('whose socket throws ends alone: the feed and its other subscribers go on', () => {
  const { open, push, feed } = setting();
  const { take, taken } = taker();
  const [broken, good] = [open(taker().take), open(take)];
  for (const { ws } of [broken, good]) ws.hear('{"t":"sub","id":1,"feed":"f"}');
  push(1);
  broken.out.write = () => {
    throw new Error('no more');
  };
  for (const value of [2, 3]) push(value);
  assert.is(broken.ws.closeCode, 1006);
  assert.is(good.ws.closeCode, undefined);
  const told = taken.join('').match(/"d":\d/g);
  assert.equal(told, ['"d":1', '"d":2', '"d":3']);
  assert.equal([feed.stats().state, feed.stats().subscribers], ['live', 1]);
});

test('that reads nothing is not heard any more, however much it asks, and is cut', () => {
  const { open, runtime } = setting();
  const { ws, out } = open(() => undefined);
  let most = 0;
  for (let second = 0; second < 10_000 && ws.closeCode === undefined; second += 1) {
    for (let n = 0; n < 45 && !ws.isPaused; n += 1) ws.hear(REFUSED);
    most = Math.max(most, out.writableLength);
    runtime.advance(1_000);
  }
  assert.is(ws.closeCode, 1006);
  assert.ok(most > MOST_BUFFERED && most < MOST_BUFFERED + MOST_ANSWERS, `${most}`);
});

test('that reads slowly is heard again each time that it has read what waited, and stays', () => {
  const { open, runtime, push } = setting();
  const waiting: (() => void)[] = [];
  const { ws, out } = open((_, taken) => void waiting.push(taken));
  ws.hear('{"t":"sub","id":1,"feed":"f"}');
  let [pauses, most] = [0, 0];
  for (let step = 0; step < 12; step += 1) {
    for (let n = 0; n < 4; n += 1) push('x'.repeat(300_000));
    for (let n = 0; n < 5_000 && !ws.isPaused; n += 1) ws.hear(REFUSED);
    if (ws.isPaused) pauses += 1;
    most = Math.max(most, out.writableLength);
    // More than a ping and its time-out, in which it takes a part of what waits.
    for (let n = 0; n < 10; n += 1) {
      for (const taken of waiting.splice(0, 1)) taken();
      runtime.advance(4_000);
    }
    while (waiting.length > 0) waiting.shift()?.();
  }
  assert.is(ws.closeCode, undefined);
  assert.ok(pauses === 12 && !ws.isPaused, `${pauses}`);
  assert.ok(most < MOST_BUFFERED + 300_100 + MOST_ANSWERS, `${most}`);
});

test('answers pings of WebSocket itself: of those that came while its socket was full the newest', () => {
  const { open, push } = setting();
  const waiting: (() => void)[] = [];
  const { ws } = open((_, taken) => void waiting.push(taken));
  ws.emit('ping', Buffer.from('a'));
  assert.equal(ws.pongs, ['a']);
  ws.hear('{"t":"sub","id":1,"feed":"f"}');
  for (let n = 0; n < 6; n += 1) push('x'.repeat(300_000));
  for (const text of ['b', 'c']) ws.emit('ping', Buffer.from(text));
  assert.equal(ws.pongs, ['a']);
  while (waiting.length > 0) waiting.shift()?.();
  assert.equal(ws.pongs, ['a', 'c']);
});

/** Fills what the systems on both sides hold for a socket that reads nothing. */
async function fill(server: FeedServer, push: (value: unknown) => void): Promise<void> {
  const buffered = (): number => server.stats().connections[0]?.buffered ?? 0;
  for (let n = 0; n < 100 && buffered() < MOST_BUFFERED; n += 1) {
    push('x'.repeat(500_000));
    let turns = 0;
    await eventually(() => (turns += 1) > 5);
  }
}

test('over a real socket that reads nothing has a bound, and is cut', async () => {
  const source = new HandDrivenStream<unknown>();
  const server = await createFeedServer({
    feeds: [createFeed('f', source.stream)],
    limits: { rate: 1_000_000 },
    pingEvery: '50ms',
    pingTimeout: '50ms',
  });
  const raw = await openRawSocket(new URL(server.url), {}, () => undefined);
  raw.socket.on('error', () => undefined);
  raw.send('{"t":"hello","v":1}');
  raw.send('{"t":"sub","id":1,"feed":"f"}');
  await eventually(() => server.stats().feeds[0]?.subscribers === 1);
  raw.socket.pause();
  let [most, full] = [0, false];
  await Promise.race([
    fill(server, (value) => source.push([value])).then(() => void (full = true)),
    eventually(() => {
      raw.send('{"t":"pong"}');
      return full;
    }),
  ]);
  await eventually(() => {
    const [connection] = server.stats().connections;
    most = Math.max(most, connection?.buffered ?? 0);
    for (let n = 0; n < 100; n += 1) raw.send(REFUSED);
    raw.send('x', opcodes.ping);
    return connection === undefined || most > 4 * MOST_BUFFERED;
  });
  // An event that had begun to fit, and what came in the same breath as the last question.
  const bound = MOST_BUFFERED + 500_100 + MOST_ANSWERS + 65_536;
  assert.ok(most >= MOST_BUFFERED && most < bound, `${most}`);
  raw.socket.destroy();
  await server.close();
});

test.run();
