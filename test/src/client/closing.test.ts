import { FeedConnector } from '../../../src/client/feedConnector.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { eventually } from '../../support/eventually.ts';
import { collect, connected, FakeSocket } from '../../support/fakeSocket.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('the end of a client');

const PLAYING = { t: 'playback', state: 'playing', speed: 1, at: 0, first: 0, last: 9, may: true };

test('who hears of the end may close the client again, and hears of it once', async () => {
  const { client, states } = await connected();
  const { ends } = collect(client);
  client.state.subscribe((state) => {
    if (state === 'closed') client.close();
  });
  client.close();
  assert.equal(states, ['connecting', 'closed']);
  assert.equal(ends, ['complete']);
  assert.is(client.problem, undefined);
});

test('also where the client gives up by itself', async () => {
  const { client, sockets, states, runtime } = await connected();
  const all = [collect(client), collect(client)];
  client.state.subscribe((state) => {
    if (state === 'closed') client.close();
  });
  sockets[0]?.end(4006, 'refused');
  assert.equal(states, ['connecting', 'closed']);
  // It is the user's own end by then, and no error.
  assert.equal(
    all.map(({ ends }) => ends),
    [['complete'], ['complete']],
  );
  assert.hasCode(client.problem, 'MILLRACE_FEED_REFUSED', 'refused (code 4006)');
  await assert.rejectsCode(client.history('f'), 'MILLRACE_FEED_REFUSED', '(code 4006)');
  assert.is(runtime.pending, 0);
});

test('a client that is closed when its playback is lost stays closed', async () => {
  const { client, sockets, states, runtime } = await connected();
  sockets[0]?.welcome();
  sockets[0]?.give(PLAYING);
  client.playback.state.subscribe((view) => {
    if (view === undefined) client.close();
  });
  sockets[0]?.end(1006);
  assert.equal(states, ['connecting', 'live', 'closed']);
  assert.is(runtime.pending, 0);
  await runtime.settle(60_000);
  assert.is(sockets.length, 1);
  assert.is(collect(client).ends.length, 1);
});

test('a closed client asks no cursor', async () => {
  const { client } = await connected();
  client.close();
  const cursor = { load: () => assert.unreachable(), save: () => undefined };
  assert.equal(collect(client, 'f', { cursor }).ends, ['complete']);
});

test('what a closed client is asked for fails, and nothing else is behind that', async () => {
  const { client, sockets } = await connected();
  sockets[0]?.welcome();
  const waiting = client.history('f').catch((error: unknown) => error);
  // The request is on its way only when the code for it is there.
  await eventually(() => sockets[0]?.take().some(({ t }) => t === 'hist') === true);
  client.close();
  for (const asked of [waiting, client.history('f')]) {
    const error = await asked.catch((failure: unknown) => failure);
    assert.hasCode(error, 'MILLRACE_FEED_REFUSED', 'connectFeeds: the client is closed');
    assert.is('cause' in (error as Error), false);
  }
});

test('a platform that has no decoder ends the client, also when it says so at once', () => {
  const platform = {
    runtime: new ManualRuntime(),
    open: () => new FakeSocket(),
    decoder: () => {
      throw new Error('none');
    },
  };
  const [codec, delays] = ['json' as const, { minDelay: 1, maxDelay: 1, connectTimeout: 1 }];
  const config = { url: 'ws://x', codec, name: 'me', token: undefined, ...delays };
  const client = new FeedConnector(config, platform);
  assert.hasCode(client.problem, 'MILLRACE_FEED_REFUSED', 'connectFeeds: Error: none');
  assert.hasCode(collect(client).ends[0], 'MILLRACE_FEED_REFUSED');
});

test.run();
