import { filter, firstValueFrom } from 'rxjs';
import { connectFeeds } from '../../../src/client/index.ts';
import type { ClientConfig, FeedClient } from '../../../src/client/index.ts';
import { createFeedServer } from '../../../src/feed/index.ts';
import type { Authenticate, FeedServer } from '../../../src/feed/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { eventually } from '../../support/eventually.ts';
import { connected } from '../../support/fakeSocket.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a client with a token');

/** A server that wants tokens such as `t1`, each good for ten seconds of a clock that is moved by hand. */
async function serving(
  token: ClientConfig['token'],
  body: (setting: {
    client: FeedClient;
    server: FeedServer;
    runtime: ManualRuntime;
    advance(ms: number): void;
    seen: string[];
  }) => Promise<void>,
): Promise<void> {
  const runtime = new ManualRuntime({ now: 1_000_000 });
  const seen: string[] = [];
  const authenticate: Authenticate = (shown) => {
    seen.push(shown);
    return shown.startsWith('t') ? { expires: runtime.now() + 10_000 } : undefined;
  };
  const limits = { pingEvery: '1h', tokenGrace: '1s' } as const;
  const server = await createFeedServer({ feeds: [], runtime, authenticate, ...limits });
  // Its own clock is another one: only the server's counts.
  const clock = new ManualRuntime({ now: 5 });
  const config = { runtime: clock, minDelay: 0, ...(token === undefined ? {} : { token }) };
  const client = connectFeeds(server.url, config);
  try {
    const advance = (ms: number): void => {
      runtime.advance(ms);
      clock.advance(ms);
    };
    await body({ client, server, runtime: clock, advance, seen });
  } finally {
    client.close();
    await server.close();
  }
}

const whenState = (client: FeedClient, wanted: string): Promise<unknown> =>
  firstValueFrom(client.state.pipe(filter((state) => state === wanted)));

test('shows it, and a new one before it expires', async () => {
  let calls = 0;
  await serving(
    () => `t${(calls += 1)}`,
    async ({ client, runtime, advance, seen }) => {
      await whenState(client, 'live');
      assert.equal(seen, ['t1']);
      for (let renewal = 2; renewal < 5; renewal += 1) {
        await eventually(() => runtime.pending === 2);
        advance(7_999);
        assert.is(calls, renewal - 1);
        advance(1);
        await eventually(() => seen.length === renewal);
        assert.is(seen.at(-1), `t${renewal}`);
        await answered(client);
      }
      assert.is(client.problem, undefined);
    },
  );
});

test('is refused for good with a wrong token or none', async () => {
  for (const token of ['wrong', undefined]) {
    await serving(token, async ({ client }) => {
      await whenState(client, 'closed').catch(() => undefined);
      assert.hasCode(client.problem, 'MILLRACE_FEED_REFUSED', 'unauthorized (code 4001)');
    });
  }
});

test('asks again later when there is no token for now', async () => {
  let calls = 0;
  const token = async (): Promise<string> => {
    await Promise.resolve();
    calls += 1;
    if (calls === 1) throw new Error('offline');
    return 't';
  };
  await serving(token, async ({ client, runtime }) => {
    await whenState(client, 'reconnecting');
    assert.hasCode(client.problem, 'MILLRACE_FEED_LOST', 'no token: Error: offline');
    runtime.advance(0);
    await whenState(client, 'live');
  });
});

test('a source that gives null has no token, as `localStorage.getItem` says it', async () => {
  const tokens = ['t', null];
  const token = (): string => tokens.shift() as string;
  const { client, sockets, runtime, states } = await connected({ token });
  sockets[0]?.welcome({ time: runtime.now(), exp: runtime.now() + 10 });
  assert.equal(sockets[0]?.take(), [
    { t: 'hello', v: 1, client: { name: 'millrace' }, token: 't' },
  ]);
  // The watch over the server, and from then on the renewal too.
  await eventually(() => runtime.pending === 2);
  await runtime.settle(8);
  assert.equal([tokens, sockets[0]?.take()], [[], []]);
  client.close();
  assert.equal(states, ['connecting', 'live', 'closed']);
  const without = await connected({ token: () => null as unknown as string });
  without.sockets[0]?.welcome();
  assert.equal(without.sockets[0]?.take(), [{ t: 'hello', v: 1, client: { name: 'millrace' } }]);
});

test('a token of another kind is refused at once', () => {
  const wrong = { token: 7 } as unknown as ClientConfig;
  assert.throwsCode(() => connectFeeds('ws://x', wrong), 'MILLRACE_ARGUMENT_TYPE', 'token');
});

/** Waits until the server has answered a request, and with it all that was sent before. */
async function answered(client: FeedClient): Promise<void> {
  await firstValueFrom(client.feed('none')).catch(() => undefined);
}

test.run();
