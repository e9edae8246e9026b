import { Subject } from 'rxjs';
import { makeChunk } from '../../../operators/index.ts';
import type { Chunk } from '../../../operators/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a subscription since a time');

/** Serves events with these times, three in a message, of which so many are kept. */
async function serving(times: readonly number[], maxEvents: number) {
  const subject = new Subject<Chunk<number>>();
  const feed = createFeed('f', subject, { maxEvents, batch: 3 });
  const server = await createFeedServer({ feeds: [feed] });
  const client = await RawFeedClient.greet(server.url);
  client.send('{"t":"sub","id":1,"feed":"f"}');
  await client.until('subok');
  subject.next(makeChunk({ values: times, timestamps: times, watermark: -Infinity }));
  for (let next = 0; next < times.length;) {
    const message = await client.next();
    next = message['t'] === 'skip' ? Number(message['to']) : next + itemsOf(message).length;
  }
  client.send('{"t":"unsub","id":1}');
  const close = async (): Promise<void> => {
    client.close();
    await server.close();
  };
  return { client, close, floor: feed.stats().floor };
}

const itemsOf = (message: Record<string, unknown>): { readonly et: unknown }[] =>
  message['items'] as { readonly et: unknown }[];

test('begins with the first event at or after it, and goes on in the order of the feed', async () => {
  const { client, close } = await serving([10, 40, 20, 50, 30, 60, 5], 100);
  client.send('{"t":"sub","id":2,"feed":"f","since":{"time":45}}');
  const subok = await client.next();
  assert.equal([subok['off'], subok['outcome'], subok['floor']], [3, 'replayed', 0]);
  assert.equal(
    itemsOf(await client.next()).map(({ et }) => et),
    [50, 30, 60],
  );
  assert.equal(
    itemsOf(await client.next()).map(({ et }) => et),
    [5],
  );
  await close();
});

test('is live when no event is as late', async () => {
  const { client, close } = await serving([10, 40], 100);
  client.send('{"t":"sub","id":2,"feed":"f","since":{"time":40.5}}');
  const subok = await client.next();
  assert.equal([subok['off'], subok['outcome']], [2, 'live']);
  await close();
});

test('is too old when an event at or after it is gone, and tells what is gone', async () => {
  const { client, close } = await serving([10, 40, 20, 50, 30, 60], 3);
  client.send('{"t":"sub","id":2,"feed":"f","since":{"time":40}}');
  const subok = await client.next();
  assert.equal([subok['off'], subok['outcome'], subok['floor']], [3, 'tooOld', 3]);
  assert.equal(await client.next(), { t: 'skip', id: 2, from: 0, to: 3, n: 3, why: 'expired' });
  await close();
});

test('begins where a look at each event would', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seededRandom(seed);
    const times = Array.from({ length: 30 }, (_, i) => i * 10 + Math.floor(random() * 100));
    const { client, close, floor } = await serving(times, 20);
    for (let id = 2; id < 12; id += 1) {
      const time = Math.floor(random() * 450);
      client.send({ t: 'sub', id, feed: 'f', since: { time } });
      const { off, outcome } = (await client.until('subok')).at(-1) ?? {};
      const gone = times.slice(0, floor).some((at) => at >= time);
      const first = times.findIndex((at, i) => i >= floor && at >= time);
      const found = first === -1 ? [30, 'live'] : [first, 'replayed'];
      assert.equal([off, outcome], gone ? [floor, 'tooOld'] : found, `seed ${seed}, ${time}`);
      client.send({ t: 'unsub', id });
    }
    await close();
  }
});

test.run();
