import { Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { FeedChange } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { collect, connected, ev, kinds, subok } from '../../support/fakeSocket.ts';
import type { FakeSocket } from '../../support/fakeSocket.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a client that acts when it is live');

test('asks once for what is subscribed then, at first and after a break', async () => {
  const { client, sockets, runtime } = await connected();
  const all: ReturnType<typeof collect>[] = [];
  client.state.subscribe((state) => {
    if (state === 'live') all.push(collect(client, `f${all.length}`));
  });
  sockets[0]?.welcome();
  const hello = { t: 'hello', v: 1, client: { name: 'millrace' } };
  assert.equal(sockets[0]?.take(), [hello, { t: 'sub', id: 1, feed: 'f0' }]);
  sockets[0]?.give(subok(1, 0));
  sockets[0]?.give(ev(0));
  sockets[0]?.end(1006);
  await runtime.settle(500);
  sockets[1]?.welcome();
  assert.equal(sockets[1]?.take().slice(1), [
    { t: 'sub', id: 2, feed: 'f0', since: { epoch: 'e', off: 0 } },
    { t: 'sub', id: 3, feed: 'f1' },
  ]);
  sockets[1]?.give(subok(2, 1));
  sockets[1]?.give(subok(3, 1));
  sockets[1]?.give(ev(1));
  assert.equal(
    all.map(({ events }) => kinds(events)),
    [
      ['subscribed', 0, 'subscribed', 1],
      ['subscribed', 1],
    ],
  );
});

test('asks for nothing that is given up then, and for what is changed then as it is', async () => {
  const { client, sockets, runtime } = await connected();
  const changes = new Subject<FeedChange>();
  collect(client, 'kept', { changes });
  let other: { stop(): void } | undefined;
  client.state.subscribe((state) => {
    other?.stop();
    if (state === 'live') changes.next({ delay: sockets.length });
    if (state === 'reconnecting') other = collect(client, 'given up');
  });
  other = collect(client, 'given up');
  const sub = { t: 'sub', feed: 'kept' };
  sockets[0]?.welcome();
  assert.equal(sockets[0]?.take().slice(1), [
    { ...sub, id: 1 },
    { t: 'set', id: 1, delay: 1 },
  ]);
  sockets[0]?.end(1006);
  await runtime.settle(500);
  sockets[1]?.welcome();
  assert.equal(sockets[1]?.take().slice(1), [
    { ...sub, id: 2 },
    { t: 'set', id: 2, delay: 1 },
    { t: 'set', id: 2, delay: 2 },
  ]);
});

test('says nothing more when it is closed then', async () => {
  const { client, sockets, runtime } = await connected();
  const { ends } = collect(client);
  client.state.subscribe((state) => state === 'live' && client.close());
  sockets[0]?.welcome();
  assert.is((sockets as FakeSocket[])[0]?.take().length, 1);
  assert.equal([ends, runtime.pending], [['complete'], 0]);
});

test('gets each event once from a real server, which holds nothing of it afterwards', async () => {
  const source = new HandDrivenStream<number>();
  const server = await createFeedServer({ feeds: [createFeed('f', source.stream)] });
  source.push([1, 2, 3]);
  const client = connectFeeds(server.url);
  const got: unknown[] = [];
  let subscription: Subscription | undefined;
  client.state.subscribe((state) => {
    if (state !== 'live') return;
    subscription = client.feed('f', { since: 'start' }).subscribe((event) => {
      if (event.kind === 'event') got.push(event.data);
    });
  });
  await eventually(() => got.length >= 3);
  source.push([4]);
  await eventually(() => got.includes(4));
  assert.equal(got, [1, 2, 3, 4]);
  subscription?.unsubscribe();
  await eventually(() => server.stats().connections[0]?.subscriptions.length === 0);
  client.close();
  await server.close();
});

test.run();
