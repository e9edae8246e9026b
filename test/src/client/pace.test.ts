import { Subject } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedChange, FeedEvent } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { Cutter } from '../../support/cutter.ts';
import { collect, connected } from '../../support/fakeSocket.ts';
import type { FakeSocket } from '../../support/fakeSocket.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('the pace of a client');

const limits = { frame: 1_000, name: 10, subs: 20, rate: 10, page: 1, filter: 1, views: 1 };

const kindsOf = (socket: FakeSocket | undefined): unknown[] =>
  (socket?.take() ?? []).map(({ t, id }) => [t, id]);

test('asks for many subscriptions as fast as the limits allow, at first and after a break', async () => {
  const { client, sockets, runtime } = await connected();
  const all = Array.from({ length: 100 }, (_, i) => collect(client, `f${i}`));
  for (let life = 0; life < 2; life += 1) {
    const socket = sockets[life] as FakeSocket;
    socket.welcome({ limits, ping: { every: 100_000, timeout: 10 } });
    assert.is(socket.take().length, 1 + 20);
    let asked = 20;
    while (asked < 100) {
      runtime.advance(99);
      assert.is(socket.take().length, 0);
      runtime.advance(1);
      assert.is(socket.take().length, 1);
      asked += 1;
    }
    runtime.advance(10_000);
    assert.is(socket.take().length, 0);
    socket.end(1006);
    await runtime.settle(500);
  }
  assert.ok(all.every(({ ends }) => ends.length === 0));
  client.close();
  assert.is(runtime.pending, 0);
});

test('what is given up while it waits is not asked for, and answers to pings do not wait', async () => {
  const { client, sockets, runtime } = await connected();
  const [socket] = sockets as [FakeSocket];
  const all = Array.from({ length: 30 }, (_, i) => collect(client, `f${i}`));
  socket.welcome({ limits, ping: { every: 100_000, timeout: 10 } });
  assert.is(socket.take().length, 21);
  for (const { stop } of all.slice(1)) stop();
  socket.give({ t: 'ping', n: 5 });
  assert.equal(socket.take(), [{ t: 'pong', n: 5 }]);
  runtime.advance(10_000);
  assert.equal(
    kindsOf(socket),
    Array.from({ length: 19 }, (_, i) => ['unsub', i + 2]),
  );
  client.close();
  assert.is(runtime.pending, 0);
});

test('of many changes the last ones are told as one, and each setting as it was asked for last', async () => {
  const { client, sockets } = await connected();
  const [socket] = sockets as [FakeSocket];
  const changes = new Subject<FeedChange>();
  const { events } = collect(client, 'f', { changes });
  for (let n = 1; n <= 300; n += 1) changes.next(n % 2 === 0 ? { delay: n } : { filter: `${n}` });
  socket.welcome();
  const sets = socket.take().slice(2);
  assert.equal(
    sets,
    Array.from({ length: 16 }, (_, i) =>
      i % 2 === 1 ? { t: 'set', id: 1, delay: i + 1 } : { t: 'set', id: 1, filter: `${i + 1}` },
    ),
  );
  socket.give({ t: 'setok', id: 1, ch: 2, off: 0 });
  assert.equal(socket.take(), [{ t: 'set', id: 1, filter: '299', delay: 300 }]);
  for (let n = 0; n < 15; n += 1) socket.give({ t: 'setok', id: 1, ch: 2, off: 0 });
  const refusal = { t: 'err', id: 1, set: true, code: 'badFilter', msg: 'no', retry: false };
  socket.give(refusal);
  assert.equal(socket.take(), []);
  const changed = events.flatMap((event) => (event.kind === 'changed' ? [event] : []));
  assert.is(changed.length, 17);
  assert.equal(changed.at(-1)?.change, { filter: '299', delay: 300 });
  assert.hasCode(changed.at(-1)?.refusal, 'MILLRACE_FEED_REFUSED');
  // An answer to nothing changes nothing.
  socket.give(refusal);
  changes.next({ delay: 7 });
  assert.equal(socket.take(), [{ t: 'set', id: 1, delay: 7 }]);
});

test('a flood of changes and of subscriptions costs no connection', async () => {
  const sources = Array.from({ length: 20 }, () => new HandDrivenStream<number>());
  const feeds = sources.map(({ stream }, i) => createFeed(`f${i}`, stream));
  const server = await createFeedServer({ feeds, limits: { rate: 1_000, subs: 20 } });
  const cutter = new Cutter(() => server.port);
  const client = connectFeeds(await cutter.listen(), { minDelay: 1, maxDelay: 3 });
  const states: string[] = [];
  client.state.subscribe((state) => states.push(state));
  const changes = new Subject<FeedChange>();
  const got = feeds.map(() => [] as FeedEvent<unknown>[]);
  const stood = (times: number): boolean =>
    got.every((events) => events.filter(({ kind }) => kind === 'subscribed').length === times);
  feeds.forEach(({ name }, i) =>
    client.feed(name, { changes }).subscribe((event) => got[i]?.push(event)),
  );
  for (let n = 1; n <= 300; n += 1) changes.next({ slow: { drop: n } });
  const isDone = (): boolean =>
    got.every((events) =>
      events.some(
        (event) =>
          event.kind === 'changed' && JSON.stringify(event.change) === '{"slow":{"drop":300}}',
      ),
    );
  await eventually(() => stood(1) && isDone());
  cutter.cutAll();
  await eventually(() => stood(2));
  assert.equal(states, ['connecting', 'live', 'reconnecting', 'live']);
  client.close();
  cutter.close();
  await server.close();
});

test.run();
