import { connectFeeds } from '../../../src/client/index.ts';
import type { ClientConfig, FeedEvent, WebSocketConstructor } from '../../../src/client/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { collect, connected, ev, FakeSocket, kinds, subok } from '../../support/fakeSocket.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('FeedConnector');

test('greets, subscribes when it is welcome, and unsubscribes', async () => {
  const { client, sockets, states } = await connected({ name: 'me' });
  const [socket] = sockets as [FakeSocket];
  const { stop } = collect(client);
  socket.welcome();
  assert.equal(socket.take(), [
    { t: 'hello', v: 1, client: { name: 'me' } },
    { t: 'sub', id: 1, feed: 'f' },
  ]);
  stop();
  assert.equal(socket.take(), [{ t: 'unsub', id: 1 }]);
  assert.equal(states, ['connecting', 'live']);
});

test('asks for what it wants when it is slow, each time that it subscribes', async () => {
  const { client, sockets } = await connected();
  const [socket] = sockets as [FakeSocket];
  const events: FeedEvent<unknown>[] = [];
  client.feed('f', { slow: { sample: 50 } }).subscribe((event) => events.push(event));
  socket.welcome();
  const sub = { t: 'sub', id: 1, feed: 'f', slow: { sample: 50 } };
  assert.equal(socket.take().at(-1), sub);
  socket.give(subok(1, 0));
  const picked = { t: 'pick', ch: 2, wm: 0, why: 'conflated', items: [{ op: 'ins', d: 0, et: 0 }] };
  socket.give({ ...picked, from: 0, to: 3, offs: [2] });
  assert.equal(kinds(events), ['subscribed', 'skip', 2]);
  socket.give({ ...picked, from: 4, to: 6, offs: [5] });
  assert.equal(socket.take(), [
    { t: 'unsub', id: 1 },
    { ...sub, id: 2, since: { epoch: 'e', off: 2 } },
  ]);
});

test('a gap without a word is asked for again, from behind the last event', async () => {
  const { client, sockets } = await connected();
  const [socket] = sockets as [FakeSocket];
  const { events, ends } = collect(client);
  socket.welcome();
  socket.give(subok(1, 0));
  socket.give(ev(0));
  socket.take();
  socket.give(ev(2));
  assert.equal(socket.take(), [
    { t: 'unsub', id: 1 },
    { t: 'sub', id: 2, feed: 'f', since: { epoch: 'e', off: 0 } },
  ]);
  socket.give(ev(3));
  socket.give(subok(2, 1));
  socket.give(ev(1));
  assert.equal(kinds(events), ['subscribed', 0, 'subscribed', 1]);
  assert.equal(ends, []);
});

test('one that another ends by the same message is not asked for again', async () => {
  const { client, sockets } = await connected();
  const [socket] = sockets as [FakeSocket];
  socket.welcome();
  const behind = collect(client);
  const ahead = client.feed('f').subscribe((event) => {
    if (event.kind === 'event') behind.stop();
  });
  socket.give(subok(1, 0));
  socket.give(subok(2, 2));
  socket.take();
  socket.give(ev(2));
  assert.equal(socket.take(), [{ t: 'unsub', id: 1 }]);
  ahead.unsubscribe();
  assert.equal(socket.take(), [{ t: 'unsub', id: 2 }]);
  assert.equal(behind.ends, []);
});

test('a gap that stays when asked again is an error', async () => {
  const { client, sockets } = await connected();
  const [socket] = sockets as [FakeSocket];
  const { ends } = collect(client);
  socket.welcome();
  socket.give(subok(1, 0));
  socket.give(ev(5));
  socket.give(subok(2, 0));
  socket.give(ev(5));
  assert.hasCode(ends[0], 'MILLRACE_PROTOCOL', "feed 'f': events from offset 0 to 5 never came");
});

const GOES_ON = ['live', 'replayed'] as const;
const TOLD = ['tooOld', 'snapshot'] as const;

for (const outcome of GOES_ON)
  test(`a subscription that begins behind its place without a word is asked for again (${outcome})`, async () => {
    for (const { since, epoch } of [
      { since: undefined, epoch: 'e' },
      { since: undefined, epoch: 'other' },
      { since: { epoch: 'e', off: 0 }, epoch: 'e' },
    ]) {
      const { client, sockets, runtime } = await connected();
      const { events, ends } = collect(client, 'f', since === undefined ? {} : { since });
      sockets[0]?.welcome();
      if (since === undefined) {
        sockets[0]?.give(subok(1, 0));
        sockets[0]?.give(ev(0));
        sockets[0]?.end(1006);
        await runtime.settle(500);
        sockets[1]?.welcome();
      }
      const socket = sockets.at(-1) as FakeSocket;
      const first = Number(socket.take().at(-1)?.['id']);
      const before = kinds(events);
      // What came on this channel before counts for nothing, either.
      socket.give({ ...subok(first, 5), epoch, outcome });
      socket.give(ev(5));
      const again = { t: 'sub', id: first + 1, feed: 'f', since: { epoch: 'e', off: 0 } };
      assert.equal(socket.take(), [{ t: 'unsub', id: first }, again]);
      assert.equal([kinds(events), ends], [before, []]);
      socket.give({ ...subok(first + 1, 1), outcome });
      socket.give(ev(1));
      assert.equal(kinds(events), [...before, 'subscribed', 1]);
      assert.equal(ends, []);
      client.close();
    }
  });

test('one that does so again is over, and the error says what is missing', async () => {
  const { client, sockets } = await connected();
  const { events, ends } = collect(client, 'f', { since: { epoch: 'e', off: 2 } });
  sockets[0]?.welcome();
  sockets[0]?.give(subok(1, 5));
  sockets[0]?.give(subok(2, 7));
  assert.equal(events, []);
  assert.hasCode(ends[0], 'MILLRACE_PROTOCOL', "feed 'f': events from offset 3 to 7 never came");
});

for (const outcome of TOLD)
  test(`one that begins elsewhere and says so is as it should be (${outcome})`, async () => {
    const { client, sockets } = await connected();
    const { events } = collect(client, 'f', { since: { epoch: 'e', off: 0 } });
    sockets[0]?.welcome();
    sockets[0]?.give({ ...subok(1, 5), outcome });
    assert.equal(kinds(events), ['subscribed']);
  });

test('where a subscription begins is for the server to say when no offset is asked for', async () => {
  for (const since of [undefined, 'start', { last: 3 }, { time: 0 }] as const) {
    const { client, sockets } = await connected();
    const { events } = collect(client, 'f', since === undefined ? {} : { since });
    sockets[0]?.welcome();
    sockets[0]?.give(subok(1, 5));
    assert.equal(kinds(events), ['subscribed']);
  }
});

test('a lost connection is made again, and each subscription goes on where it was', async () => {
  const { client, sockets, states, runtime } = await connected();
  const { events } = collect(client);
  sockets[0]?.welcome();
  sockets[0]?.give(subok(1, 7));
  sockets[0]?.give(ev(7));
  sockets[0]?.end(1006);
  assert.hasCode(client.problem, 'MILLRACE_FEED_LOST', 'the connection was lost (code 1006)');
  await runtime.settle(500);
  assert.is(sockets.length, 2);
  sockets[1]?.welcome();
  assert.equal(sockets[1]?.take().at(-1), {
    t: 'sub',
    id: 2,
    feed: 'f',
    since: { epoch: 'e', off: 7 },
  });
  // Channels are numbered by the server: what the old connection told of them is over.
  sockets[1]?.give(ev(8));
  assert.equal(kinds(events), ['subscribed', 7]);
  sockets[1]?.give(subok(2, 8));
  sockets[1]?.give(ev(8));
  assert.equal(kinds(events), ['subscribed', 7, 'subscribed', 8]);
  assert.equal(states, ['connecting', 'live', 'reconnecting', 'live']);
  assert.is(client.problem, undefined);
});

test('comes back from a restart when the server said, and then as from any other loss', async () => {
  const delays: number[] = [];
  while (delays.length < 8) {
    const { sockets, runtime } = await connected({ minDelay: 1, maxDelay: 1 });
    // Each client has a random number of its own.
    for (let i = 0; i < delays.length; i += 1) runtime.random();
    sockets[0]?.welcome();
    sockets[0]?.give({ t: 'bye', after: 1_000, spread: 500 });
    sockets[0]?.end(4200);
    const start = runtime.monotonic();
    await runtime.settle(999);
    assert.is(sockets.length, 1);
    while (sockets.length === 1) await runtime.settle(1);
    delays.push(runtime.monotonic() - start);
    sockets[1]?.end(1006);
    await runtime.settle(1);
    assert.is(sockets.length, 3);
  }
  assert.ok(Math.max(...delays) <= 1_501, delays.join());
  assert.ok(new Set(delays).size > 4, delays.join());
});

test('attempts go on without an end while there is no server', async () => {
  const { sockets, runtime } = await connected({ minDelay: 10, maxDelay: 10 });
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    assert.is(sockets.length, attempt);
    sockets[attempt - 1]?.end(1006);
    await runtime.settle(10);
  }
});

test('a server that says nothing for longer than it promised is given up', async () => {
  const { sockets, states, runtime } = await connected({ minDelay: 1, maxDelay: 1 });
  sockets[0]?.welcome();
  // A ping interval and its grace behind its last word, whenever that came.
  for (const pause of [1, 60, 109]) {
    runtime.advance(pause);
    sockets[0]?.give({ t: 'ping' });
    assert.equal(sockets[0]?.take().at(-1), { t: 'pong' });
  }
  runtime.advance(109);
  assert.is(states.at(-1), 'live');
  runtime.advance(1);
  assert.is(states.at(-1), 'reconnecting');
  assert.is(sockets[0]?.isClosed, true);
});

test('a welcome that does not come is a lost connection', async () => {
  const { sockets, states, runtime } = await connected({ connectTimeout: 50 });
  runtime.advance(50);
  assert.equal(states, ['connecting', 'reconnecting']);
  assert.is(sockets[0]?.isClosed, true);
});

test('a refusal for good ends the client and all its subscriptions', async () => {
  const { client, sockets, states, runtime } = await connected();
  const { ends } = collect(client);
  sockets[0]?.welcome();
  sockets[0]?.end(4006, 'hello: v: this server speaks version 2');
  assert.hasCode(ends[0], 'MILLRACE_FEED_REFUSED', 'this server speaks version 2 (code 4006)');
  assert.hasCode(collect(client).ends[0], 'MILLRACE_FEED_REFUSED');
  assert.is(states.at(-1), 'closed');
  assert.is(runtime.pending, 0);
});

test('an unknown feed is an error of that subscription alone', async () => {
  const { client, sockets } = await connected();
  const [bad, good] = [collect(client, 'bad'), collect(client, 'f')];
  sockets[0]?.welcome();
  sockets[0]?.give({ t: 'err', id: 1, code: 'unknownFeed', msg: 'no feed', retry: false });
  sockets[0]?.give(subok(2, 0));
  assert.hasCode(bad.ends[0], 'MILLRACE_FEED_UNKNOWN', "feed 'bad': no feed");
  assert.equal([good.ends, kinds(good.events)], [[], ['subscribed']]);
});

test('a failed feed fails its subscriptions, an ended one completes them', async () => {
  const { client, sockets } = await connected();
  const all = [collect(client), collect(client)];
  sockets[0]?.welcome();
  sockets[0]?.give(subok(1, 0));
  sockets[0]?.give(subok(2, 0));
  sockets[0]?.give({ t: 'end', ch: 2 });
  assert.equal(
    all.map(({ ends }) => ends),
    [['complete'], ['complete']],
  );
  const other = collect(client);
  sockets[0]?.give(subok(3, 0));
  sockets[0]?.give({ t: 'err', ch: 2, code: 'feedFailed', msg: 'failed', retry: false });
  assert.hasCode(other.ends[0], 'MILLRACE_FEED_FAILED');
});

test('kinds and fields of a newer server are ignored', async () => {
  const { client, sockets } = await connected();
  const { events, ends } = collect(client);
  sockets[0]?.welcome();
  sockets[0]?.give({ t: 'later', id: 1 });
  sockets[0]?.give({ ...subok(1, 0), schema: 'x' });
  assert.equal([kinds(events), ends], [['subscribed'], []]);
});

test('a message that cannot be read costs the connection, not the client', async () => {
  const { sockets, states } = await connected();
  sockets[0]?.welcome();
  sockets[0]?.onmessage?.({ data: '{' } as never);
  assert.equal(states, ['connecting', 'live', 'reconnecting']);
});

test('close completes everything and leaves no timer', async () => {
  const { client, sockets, states, runtime } = await connected();
  const { ends } = collect(client);
  sockets[0]?.welcome();
  client.close();
  client.close();
  assert.equal([ends, states.at(-1), sockets[0]?.isClosed], [['complete'], 'closed', true]);
  assert.equal(collect(client).ends, ['complete']);
  assert.is(runtime.pending, 0);
});

test('close while it waits to connect again leaves no timer', async () => {
  const { client, sockets, runtime } = await connected();
  sockets[0]?.end(1006);
  client.close();
  assert.is(runtime.pending, 0);
});

test('wrong arguments are refused at once', () => {
  assert.throwsCode(
    () => connectFeeds('http://x'),
    'MILLRACE_ARGUMENT_TYPE',
    'connectFeeds: url: expected an address',
  );
  const wrong = { subprotocol: 'xml' } as unknown as ClientConfig;
  assert.throwsCode(() => connectFeeds('ws://x', wrong), 'MILLRACE_ARGUMENT_TYPE', "'msgpack.z'");
  assert.throwsCode(
    () => connectFeeds('ws://x', { maxDelay: 1 }),
    'MILLRACE_ARGUMENT_RANGE',
    'maxDelay',
  );
});

test('a thousand clients that are cut at once come back spread over the whole delay', async () => {
  const runtime = new ManualRuntime();
  const attempts: number[] = [];
  const sockets: FakeSocket[] = [];
  const WebSocket = function () {
    const socket = new FakeSocket();
    attempts.push(runtime.monotonic());
    sockets.push(socket);
    return socket;
  } as unknown as WebSocketConstructor;
  const clients = Array.from({ length: 1_000 }, () =>
    connectFeeds('ws://example.org/feed', { runtime, WebSocket, minDelay: 500 }),
  );
  await runtime.settle();
  assert.is(sockets.length, 1_000);
  for (const socket of sockets.splice(0)) {
    socket.welcome();
    socket.end(1006);
  }
  for (const span of [500, 1_000, 2_000]) {
    attempts.length = 0;
    const start = runtime.monotonic();
    await runtime.settle(span);
    assert.is(attempts.length, 1_000);
    // In each tenth of the time a tenth of the clients, give or take five standard deviations.
    const tenths = new Array<number>(10).fill(0);
    for (const at of attempts) tenths[Math.min(9, Math.floor(((at - start) / span) * 10))]! += 1;
    assert.ok(
      tenths.every((n) => n > 50 && n < 150),
      tenths.join(),
    );
    // None gets through: the next attempt takes twice as long at the most.
    for (const socket of sockets.splice(0)) socket.end(1006);
  }
  for (const client of clients) client.close();
  assert.is(runtime.pending, 0);
});

test.run();
