import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectFeeds } from '../../../src/client/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { eventually } from '../../support/eventually.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

/** A class of WebSockets that keeps the TCP sockets below. */
function keepingSockets(sockets: Socket[]): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { perMessageDeflate: false });
      this.on('upgrade', ({ socket }) => sockets.push(socket));
    }
  } as unknown as typeof WebSocket;
}

const test = suite("a client that is too slow and asked for 'close'");

test('sees code 4110, comes back later, and is told of all that it lost', async () => {
  const source = new HandDrivenStream<{ readonly n: number; readonly text: string }>();
  const feed = createFeed('f', source.stream, { maxBytes: 262_144 });
  const server = await createFeedServer({ feeds: [feed], limits: { buffered: 65_536 } });
  const sockets: Socket[] = [];
  const client = connectFeeds(server.url, {
    WebSocket: keepingSockets(sockets),
    minDelay: 1,
    maxDelay: 1,
  });
  const problems: string[] = [];
  client.state.subscribe((state) => {
    if (state === 'reconnecting') problems.push(client.problem?.message ?? '');
  });
  const [seen, lost]: [number[], string[]] = [[], []];
  client.feed<{ n: number }>('f', { slow: 'close', since: 'start' }).subscribe((event) => {
    if (event.kind === 'event') seen.push(event.data.n);
    if (event.kind === 'skip') {
      assert.is(event.from, seen.length);
      for (let n = event.from; n < event.to; n += 1) seen.push(n);
      lost.push(event.why);
    }
  });
  await eventually(() => feed.stats().subscribers === 1);
  sockets[0]?.pause();
  // How much the system takes for it is unknown; it is cut off when something of the rest is gone.
  const text = 'x'.repeat(64_000);
  let sent = 0;
  const push = (): void => {
    source.push([{ n: sent, text }]);
    sent += 1;
  };
  while (feed.stats().subscribers > 0) {
    push();
    await setImmediate();
  }
  sockets[0]?.resume();
  await eventually(() => feed.stats().subscribers === 1);
  push();
  await eventually(() => seen.length === sent);
  assert.equal(
    seen,
    Array.from({ length: sent }, (_, n) => n),
  );
  assert.equal(lost, ['expired']);
  assert.is(problems.length, 1);
  const reason = "feed 'f': events are gone before they were read";
  assert.match(problems[0] ?? '', `${reason} (code 4110)`);
  client.close();
  await server.close();
});

test.run();
