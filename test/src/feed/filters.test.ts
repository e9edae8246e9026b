import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import { Cursor } from '../../../src/feed/cursor.ts';
import type { Described } from '../../../src/feed/index.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { createSlowness } from '../../../src/feed/slowness.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import { FilterBudget } from '../../../src/feed/filterBudget.ts';
import { ManualRuntime, systemRuntime } from '../../../src/runtime/index.ts';
import type { Runtime } from '../../../src/runtime/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('filters of a feed');

/** A server with a feed of numbers, each an object, and a client that greeted. */
async function serving(
  work: (client: RawFeedClient, source: HandDrivenStream<unknown>, url: string) => Promise<void>,
  runtime: Runtime = systemRuntime,
): Promise<void> {
  const source = new HandDrivenStream<unknown>();
  const feed = createFeed('f', source.stream, { batch: 4 });
  const server = await createFeedServer({ feeds: [feed], runtime });
  const client = await RawFeedClient.greet(server.url);
  try {
    await work(client, source, server.url);
  } finally {
    client.close();
    await server.close();
  }
}

const rows = (...ns: unknown[]): unknown[] => ns.map((n) => ({ n }));

test('let through what they are true for, and tell the rest', () =>
  serving(async (client, source) => {
    source.push(rows(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 7);
    client.send({ t: 'sub', id: 1, feed: 'f', since: 'start', filter: 'd.n > 4 && d.n != 6' });
    const [subok, ...rest] = [await client.next(), await client.next(), await client.next()];
    assert.equal([subok['ch'], subok['off'], subok['outcome']], [1, 0, 'replayed']);
    // The first batch had nothing: it is told with what comes behind it.
    assert.equal(rest, [
      { t: 'pick', ch: 1, from: 0, to: 4, wm: 'start', why: 'filtered', offs: [], items: [] },
      {
        ...{ t: 'pick', ch: 1, from: 4, to: 8, wm: 'start', why: 'filtered', offs: [5, 7] },
        items: [
          { op: 'ins', d: { n: 5 }, et: 6 },
          { op: 'ins', d: { n: 7 }, et: 8 },
        ],
      },
    ]);
    // A batch of which everything passes is told as any other.
    const last = await client.next();
    assert.equal([last['t'], last['off'], last['wm']], ['ev', 8, 7]);
    source.push(rows(1), 9);
    const { from, to, wm, offs } = await client.next();
    assert.equal([from, to, wm, offs], [10, 11, 9, []]);
  }));

test('tell the offsets of events that they cannot judge, and count them', () =>
  serving(async (client, source, url) => {
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n > 1', fields: ['m'] });
    await client.next();
    source.push([{ n: 2, m: 1 }, { m: 2 }, { n: 'x' }, { n: 0 }]);
    const items = [{ op: 'ins', d: { m: 1 }, et: 1 }];
    const pick = { t: 'pick', ch: 1, from: 0, to: 4, wm: 'start', why: 'filtered', offs: [0] };
    assert.equal(await client.next(), { ...pick, items, errs: [1, 2] });
    source.push([{}]);
    assert.equal((await client.next())['errs'], [4]);
    const other = await RawFeedClient.greet(url);
    other.send({
      t: 'sub',
      id: 1,
      feed: 'f',
      since: { last: 1 },
      filter: 'd.n > 1',
      fields: ['m'],
    });
    assert.equal((await other.until('pick')).at(-1)?.['errs'], [4]);
    other.close();
  }));

test('that are wrong are refused, and harm no other subscription', () =>
  serving(async (client, source) => {
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n >' });
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n.exists(x, x > 1)' });
    client.send({ t: 'sub', id: 1, feed: 'f' });
    const [first, second, third] = [await client.next(), await client.next(), await client.next()];
    assert.equal([first['t'], first['code'], first['retry']], ['err', 'badFilter', false]);
    const msg = 'sub: filter: filters know no .exists()';
    assert.equal(second, { t: 'err', id: 1, code: 'badFilter', msg, retry: false });
    assert.is(third['t'], 'subok');
    source.push(rows(1));
    assert.is((await client.next())['t'], 'ev');
    const long = await RawFeedClient.greet(client.ws.url);
    long.send({ t: 'sub', id: 1, feed: 'f', filter: `d.n == "${'x'.repeat(1_000)}"` });
    assert.is((await long.closed).code, 4000);
  }));

test('messages that come while the first filter is prepared keep their order', () =>
  serving(async (client) => {
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n > 1' });
    client.send({ t: 'unsub', id: 1 });
    client.send({ t: 'sub', id: 1, feed: 'f' });
    client.send({ t: 'ping', n: 3 });
    const told = [await client.next(), await client.next(), await client.next()];
    assert.equal(
      told.map(({ t, ch, n }) => [t, ch ?? n]),
      [
        ['subok', 1],
        ['subok', 0],
        ['pong', 3],
      ],
    );
  }));

test('change in place: from one offset on, on another channel, and leave nothing behind', () =>
  serving(async (client, source) => {
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n > 1' });
    await client.next();
    source.push(rows(0, 2));
    assert.equal((await client.next())['offs'], [1]);
    client.send({ t: 'set', id: 1, filter: 'd.n < 1', slow: 'latest' });
    assert.equal(await client.next(), { t: 'setok', id: 1, ch: 2, off: 2 });
    source.push(rows(0, 2));
    const { ch, offs } = await client.next();
    assert.equal([ch, offs], [2, [2]]);
    client.send({ t: 'set', id: 1, filter: 'd.n.' });
    const { code, set } = await client.next();
    assert.equal([code, set], ['badFilter', true]);
    client.send({ t: 'set', id: 7, filter: 'd.n > 1' });
    client.send({ t: 'set', id: 1, slow: 'block' });
    const { t, off } = await client.next();
    assert.equal([t, off], ['setok', 4]);
    client.send({ t: 'set', id: 1, filter: null });
    assert.equal(await client.next(), { t: 'setok', id: 1, ch: 0, off: 4 });
    source.push(rows(5));
    assert.equal((await client.next())['t'], 'ev');
  }));

test('that take too long end their subscription, and the client gets no other for a while', () => {
  // A clock that goes on by 1 ms each time that it is looked at: each run of 16 events takes that.
  let time = 0;
  const runtime: Runtime = {
    now: () => systemRuntime.now(),
    setTimer: (callback, ms) => systemRuntime.setTimer(callback, ms),
    soon: (callback) => systemRuntime.soon(callback),
    random: () => systemRuntime.random(),
    id: () => systemRuntime.id(),
    monotonic: () => (time += 1),
  };
  return serving(async (client, source) => {
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n > 1' });
    client.send({ t: 'sub', id: 2, feed: 'f' });
    await client.until('subok');
    await client.until('subok');
    for (let i = 0; i < 400; i += 1) source.push(rows(0, 0, 0, 0));
    const err = (await client.until('err')).at(-1);
    const msg = 'sub: filter: it takes too long; a simpler one may not';
    assert.equal(err, { t: 'err', ch: 1, code: 'filterTooSlow', msg, retry: false });
    client.send({ t: 'sub', id: 1, feed: 'f', filter: 'd.n > 2' });
    const refused = (await client.until('err')).at(-1);
    assert.equal(
      [refused?.['id'], refused?.['code'], refused?.['retry']],
      [1, 'filterTooSlow', true],
    );
    source.push(rows(1));
    // The other subscription goes on.
    await client.until('ev');
  }, runtime);
});

test('judge what the log keeps in slices, also for the newest of each key', () => {
  const runtime = new ManualRuntime();
  let [time, judged] = [0, 0];
  runtime.monotonic = () => time;
  const source = new HandDrivenStream<unknown>();
  const describe = (n: unknown): Described => ({ data: n, key: 'k' });
  const feed = new PublishedFeed('f', source.stream, feedSettings('test', { describe, batch: 10 }));
  feed.open({ runtime, channel: 0, codecs: [jsonCodec], maxFrame: 100_000 });
  source.push(Array.from({ length: 1_000 }, (_, n) => n));
  runtime.turn();
  const accepts = (): boolean => {
    judged += 1;
    time += 0.04;
    return true;
  };
  const view = feed.views?.open('v', { filter: 'slow' }, accepts);
  if (view === undefined) return assert.unreachable();
  const cursor = new Cursor(
    view,
    0,
    createSlowness({ sample: 10_000 }, runtime, () => undefined),
  );
  cursor.add(1, 0, 0);
  const got: unknown[] = [];
  const wake = (): void => {
    const before = judged;
    const frame = cursor.step(jsonCodec);
    if (frame !== undefined) got.push(frame);
    assert.ok(judged - before <= 130, `${judged - before} events at once`);
  };
  view.attach({ codec: jsonCodec, wake, take: () => false });
  wake();
  assert.equal(got, []);
  for (let turn = 0; turn < 20; turn += 1) runtime.advance(0);
  assert.equal([judged, got.length], [1_000, 1]);
  cursor.stop();
  feed.close();
});

test('work in slices, and others have their turn between them', () => {
  let [goneOn, time] = [0, 0];
  const manual = new ManualRuntime();
  const runtime: Runtime = Object.assign(Object.create(manual) as ManualRuntime, {
    monotonic: () => time,
    setTimer: (callback: () => void, ms: number) => manual.setTimer(callback, ms),
  });
  const budget = new FilterBudget(runtime, () => (goneOn += 1));
  const work = (ms: number, events: number): void => {
    budget.begin();
    time += ms;
    budget.judged(events, 0);
  };
  work(4, 100);
  assert.is(budget.isTired(), false);
  work(2, 100);
  assert.equal([budget.isTired(), budget.isTired()], [true, true]);
  manual.advance(0);
  assert.equal([goneOn, budget.isTired(), budget.isExhausted], [1, false, false]);
  // Saved time does not add up without an end.
  work(0, 1_000_000);
  work(250, 0);
  assert.is(budget.isExhausted, false);
  work(1, 1);
  assert.is(budget.isExhausted, true);
  assert.is(budget.isTired(), true);
  budget.stop();
  assert.is(manual.pending, 0);
});

test.run();
