import { setImmediate } from 'node:timers/promises';
import { eventTime, Pressure } from '../../../operators/index.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { SourceBrake } from '../../../src/feed/sourceBrake.ts';
import { createGraph } from '../../../src/graph/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import { eventually } from '../../support/eventually.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a feed that holds its source back');

const limits = { maxEvents: 100, maxBytes: 1_000 };

for (const [behind, head, floor, bytes, paused] of [
  [[49], 200, 100, 0, false],
  [[50], 200, 100, 0, true],
  [[10, 50, 20], 200, 100, 0, true],
  [[10], 20, 0, 999, false],
  [[10], 20, 0, 1_000, true],
  [[10], 0, 0, 0, false],
  [[], 200, 100, 1_000, false],
] as const) {
  test(`${JSON.stringify(behind)} events behind, of ${head - floor} in ${bytes} bytes`, () => {
    const pressure = new Pressure({ high: 10 });
    const brake = new SourceBrake({ limits, store: { log: { head, floor, bytes } } });
    brake.see(undefined);
    brake.see(pressure);
    const subscribers = behind.map((events) => ({ events }));
    for (const subscriber of subscribers) brake.report(subscriber, subscriber.events);
    assert.is(pressure.paused, paused);
    for (const subscriber of subscribers) brake.report(subscriber, 0);
    assert.is(pressure.paused, false);
  });
}

test('lets its sources go when it takes no more values', () => {
  const pressure = new Pressure();
  const brake = new SourceBrake({ limits, store: { log: { head: 99, floor: 0, bytes: 0 } } });
  brake.see(pressure);
  brake.report({}, 80);
  assert.is(pressure.paused, true);
  brake.release();
  assert.is(pressure.paused, false);
});

const COUNT = 20_000;
const TEXT = 'x'.repeat(1_000);

/** A graph whose source is pulled, its feed, and a subscriber that reads nothing yet. */
async function start(pressure: 'none' | 'pauseSource', slow: unknown) {
  let given = 0;
  function* numbers(): Generator<{ readonly n: number; readonly text: string }> {
    for (; given < COUNT; given += 1) yield { n: given, text: TEXT };
  }
  const graph = createGraph('g');
  const source = graph.source(
    'numbers',
    fromIterable(numbers(), { chunkSize: 50 }).pipe(
      eventTime({ timestamp: ({ n }) => n, outOfOrderness: 0 }),
    ),
  );
  const feed = createFeed('f', source.stream, { pressure, maxEvents: 2_000, batch: 50 });
  const server = await createFeedServer({ feeds: [feed], limits: { buffered: 65_536 } });
  const client = await RawFeedClient.greet(server.url);
  client.send({ t: 'sub', id: 1, feed: 'f', ...(slow === undefined ? {} : { slow }) });
  await client.until('subok');
  client.socket.pause();
  const run = graph.run();
  const close = async (): Promise<void> => {
    client.close();
    run.stop();
    await run.finished;
    await server.close();
  };
  return { feed, server, client, close, given: () => given };
}

/** Until nothing has been given for a while of turns. */
async function settled(given: () => number): Promise<void> {
  for (let [last, quiet] = [-1, 0]; quiet < 200; quiet = given() === last ? quiet + 1 : 0) {
    last = given();
    await setImmediate();
  }
}

async function readAll(client: RawFeedClient): Promise<{ seen: number; skipped: number }> {
  let [seen, skipped] = [0, 0];
  for (;;) {
    const message = await client.next();
    if (message['t'] === 'ev') seen += (message['items'] as unknown[]).length;
    if (message['t'] === 'skip') skipped += Number(message['n']);
    if (message['t'] === 'end') return { seen, skipped };
  }
}

test('loses nothing for a subscriber whose socket stalls', async () => {
  const { feed, client, close, given } = await start('pauseSource', undefined);
  await eventually(() => given() > 1_000);
  await settled(given);
  // The system's buffers take some, and then half of the log waits.
  assert.ok(given() < COUNT, `${given()} of ${COUNT}`);
  assert.is(feed.stats().floor <= feed.stats().offset - 1_000, true);
  client.socket.resume();
  assert.equal(await readAll(client), { seen: COUNT, skipped: 0 });
  await close();
});

test('goes on when the subscriber is gone', async () => {
  const { client, close, given } = await start('pauseSource', undefined);
  await eventually(() => given() > 1_000);
  await settled(given);
  assert.ok(given() < COUNT);
  client.socket.destroy();
  await eventually(() => given() === COUNT);
  await close();
});

for (const [pressure, slow] of [
  ['none', undefined],
  ['pauseSource', 'latest'],
  ['pauseSource', { drop: 100 }],
] as const) {
  test(`is held back by nobody: ${pressure}, ${JSON.stringify(slow)}`, async () => {
    const { client, close, given } = await start(pressure, slow);
    await eventually(() => given() === COUNT);
    client.socket.resume();
    const { seen, skipped } = await readAll(client);
    assert.ok(
      seen < COUNT && (slow === 'latest' || seen + skipped === COUNT),
      `${seen} ${skipped}`,
    );
    await close();
  });
}

test.run();
