import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a slow subscriber');

test('is told what it missed, while the log stays bounded and others get everything', async () => {
  const source = new HandDrivenStream<{ readonly text: string; readonly n: number }>();
  const maxBytes = 1_048_576;
  const feed = createFeed('f', source.stream, { maxBytes, batch: 16 });
  const server = await createFeedServer({ feeds: [feed], limits: { buffered: 65_536 } });
  const [slow, good] = [
    await RawFeedClient.greet(server.url),
    await RawFeedClient.greet(server.url),
  ];
  for (const client of [slow, good]) {
    client.send({ t: 'sub', id: 1, feed: 'f' });
    await client.until('subok');
  }
  slow.socket.pause();

  // Until the slow one has fallen out of the log; how much the system buffers for it is unknown.
  const text = 'x'.repeat(4_000);
  let [sent, received, mostBuffered, mostKept] = [0, 0, 0, 0];
  while (behindFloor() < 100) {
    source.push(Array.from({ length: 16 }, () => ({ text, n: (sent += 1) })));
    for (const message of await good.until('ev')) {
      assert.equal([message['t'], message['off']], ['ev', received]);
      received += (message['items'] as unknown[]).length;
    }
    const { connections, feeds } = server.stats();
    mostBuffered = Math.max(mostBuffered, ...connections.map(({ buffered }) => buffered));
    mostKept = Math.max(mostKept, feeds[0]?.bytes ?? 0);
  }
  assert.is(received, sent);
  assert.ok(mostKept <= maxBytes && mostKept > maxBytes / 2, String(mostKept));
  // The bound, and the one batch that went over it.
  assert.ok(mostBuffered > 65_536 && mostBuffered <= 65_536 + 16 * 4_200, String(mostBuffered));

  slow.socket.resume();
  const counted = await readAll(slow, sent);
  assert.is(counted.seen + counted.skipped, sent);
  assert.ok(counted.seen > 0 && counted.skipped >= 100, JSON.stringify(counted));
  assert.is(feed.stats().skipped, counted.skipped);
  for (const client of [slow, good]) client.close();
  await server.close();

  function behindFloor(): number {
    const { floor = 0 } = server.stats().feeds[0] ?? {};
    const places = server
      .stats()
      .connections.map(({ subscriptions }) => subscriptions[0]?.offset ?? 0);
    return floor - Math.min(...places);
  }
});

/** Reads until an offset; every offset must be seen once or be told as skipped. */
async function readAll(
  client: RawFeedClient,
  end: number,
): Promise<{ seen: number; skipped: number }> {
  let [next, seen, skipped] = [0, 0, 0];
  while (next < end) {
    const message = await client.next();
    if (message['t'] === 'skip') {
      assert.equal([message['from'], message['why']], [next, 'dropped']);
      next = Number(message['to']);
      skipped += Number(message['n']);
    } else {
      assert.is(message['off'], next);
      const { length } = message['items'] as unknown[];
      next += length;
      seen += length;
    }
  }
  return { seen, skipped };
}

test.run();
