import { Cursor } from '../../../src/feed/cursor.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import type { FeedConfig } from '../../../src/feed/feedConfig.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { createSlowness } from '../../../src/feed/slowness.ts';
import { ManualRuntime, seededRandom } from '../../../src/runtime/index.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import type { Item, ServerMessage, Slow } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Value {
  readonly k: string;
  readonly n: number;
}

const describe = (value: unknown): { data: unknown; key: unknown } => {
  const { k, n } = value as Value;
  return { key: k, data: n };
};

/** A feed of keyed values, and a reader whose socket is full or not. */
function open(slow: Slow, config: FeedConfig<unknown> = {}, before: readonly Value[] = []) {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<unknown>();
  const settings = { describe, batch: 2, markEvery: 0, ...config };
  const feed = new PublishedFeed('f', source.stream, feedSettings('test', settings));
  feed.open({ runtime, channel: 0, codecs: [jsonCodec], maxFrame: 1_000 });
  const push = (...values: Value[]): void => {
    source.push(values);
    runtime.turn();
  };
  if (before.length > 0) push(...before);
  const reader = { isFull: false, read: [] as ServerMessage[] };
  const cursor = new Cursor(feed, 0, createSlowness(slow, runtime, wake));
  /** Takes up to so many messages. */
  function take(most = Infinity): void {
    for (let i = 0; i < most; i += 1) {
      const frame = cursor.step(jsonCodec);
      if (frame === undefined) return;
      reader.read.push(jsonCodec.decode(String(frame.payload())) as ServerMessage);
    }
  }
  function wake(): void {
    if (reader.isFull) cursor.hold();
    else take();
  }
  feed.attach({ codec: jsonCodec, wake, take: () => false });
  return { runtime, source, feed, cursor, reader, push, take, wake };
}

/** What was read, in short: offsets of events, ranges that were left out. */
function short(messages: readonly ServerMessage[]): unknown[] {
  return messages.map((message) => {
    if (message.t === 'ev') return message.items.map((_, i) => message.off + i);
    if (message.t === 'pick') return [message.why, message.from, message.to, message.offs];
    return message.t === 'skip' ? [message.why, message.from, message.to] : message.t;
  });
}

const v = (k: string, n = 0): Value => ({ k, n });

const test = suite('Cursor');

test('latest: whole batches while it reads, the newest of each key after it was held up', () => {
  const { reader, push, wake } = open('latest');
  push(v('a'), v('a'));
  reader.isFull = true;
  push(v('a', 1), v('b', 2), v('a', 3));
  push(v('c', 4));
  reader.isFull = false;
  wake();
  push(v('a'), v('a'));
  assert.equal(short(reader.read), [
    [0, 1],
    ['conflated', 2, 6, [3, 4, 5]],
    [6, 7],
  ]);
  const [, pick] = reader.read;
  assert.equal(pick?.t === 'pick' && pick.items.map(({ k, d }) => [k, d]), [
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ]);
});

test('what is replayed comes whole, whatever the subscriber wants when it is slow', () => {
  const kept = [v('a'), v('a'), v('a'), v('a')];
  const choices: readonly (readonly [Slow, ...unknown[]])[] = [
    ['latest', ['conflated', 4, 6, [5]]],
    [{ sample: 50 }, ['conflated', 4, 6, [5]]],
    [{ drop: 1 }, ['dropped', 4, 5], [4, 5]],
  ];
  for (const [slow, ...rest] of choices) {
    const { reader, push, wake } = open(slow, {}, kept);
    reader.isFull = true;
    push(v('a'), v('a'));
    reader.isFull = false;
    wake();
    assert.equal(short(reader.read), [[0, 1], [2, 3], ...rest]);
  }
});

test('drop: the newest n events after it was held up, and only then', () => {
  const { reader, push, wake } = open({ drop: 3 });
  push(v('a'), v('a'), v('a'), v('a'), v('a'), v('a'));
  assert.equal(short(reader.read), [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  reader.isFull = true;
  push(v('a'), v('a'), v('a'), v('a'), v('a'), v('a'));
  reader.isFull = false;
  wake();
  assert.equal(short(reader.read.slice(3)), [
    ['dropped', 6, 9],
    [8, 9],
    [10, 11],
  ]);
});

test('close: fails when something is gone before it was read, also while the socket is full', () => {
  const lost = "feed 'f': events are gone before they were read";
  const { reader, push, wake } = open('close', { maxEvents: 4, batch: 1 });
  reader.isFull = true;
  push(v('a'), v('a'), v('a'), v('a'));
  reader.isFull = false;
  wake();
  assert.equal(short(reader.read), [[0], [1], [2], [3]]);
  const other = open('close', { maxEvents: 4, batch: 1 });
  other.reader.isFull = true;
  other.push(v('a'), v('a'), v('a'), v('a'));
  assert.throws(() => other.push(v('a')), lost);
  assert.throws(() => other.take(), lost);
});

test('sample: the newest of each key at most every so often, slow or not, and no timer is left', () => {
  const { reader, runtime, push, cursor } = open({ sample: 50 });
  push(v('a'), v('a'));
  assert.equal(short(reader.read), [['conflated', 0, 2, [1]]]);
  push(v('a'), v('b'));
  push(v('a'));
  runtime.advance(49);
  assert.is(reader.read.length, 1);
  runtime.advance(1);
  assert.equal(short(reader.read.slice(1)), [['conflated', 2, 5, [3, 4]]]);
  runtime.advance(50);
  assert.is(runtime.pending, 0);
  push(v('a'));
  push(v('a'));
  cursor.stop();
  assert.is(runtime.pending, 0);
});

test('sample: the rest comes at once when the feed is over', () => {
  const { reader, source, runtime, push } = open({ sample: 50 });
  push(v('a'));
  push(v('a'), v('b'));
  source.complete();
  runtime.turn();
  const read = short(reader.read);
  assert.equal(read, [['conflated', 0, 1, [0]], ['conflated', 1, 3, [1, 2]], 'end']);
});

test('a choice that is larger than a message is told in several', () => {
  const { reader, push, wake } = open('latest');
  reader.isFull = true;
  const keys = Array.from({ length: 40 }, (_, i) => v(`a rather long key, which is number ${i}`));
  push(...keys);
  push(...keys);
  reader.isFull = false;
  wake();
  const sizes = reader.read.map((message) => JSON.stringify(message).length);
  assert.ok(sizes.length > 3 && Math.max(...sizes) <= 1_000, sizes.join());
  assert.equal(
    reader.read.flatMap((message) => (message.t === 'pick' ? message.offs : [])),
    keys.map((_, i) => 40 + i),
  );
});

test('an event that fits into no other message comes in its own', () => {
  const { reader, push, wake } = open('latest', { batch: 1 });
  reader.isFull = true;
  // As large as a message may be: the words that a choice has more do not fit.
  const around = {
    t: 'ev',
    ch: 0,
    off: 0,
    wm: 'start',
    items: [{ k: '', op: 'ins', d: 0, et: 1 }],
  };
  const [k, n] = ['x'.repeat(1_000 - JSON.stringify(around).length), 0];
  push(v(k, n));
  push(v(k, n));
  reader.isFull = false;
  wake();
  assert.equal(short(reader.read), [['conflated', 0, 1], [1]]);
});

const POLICIES: readonly Slow[] = ['block', 'latest', { drop: 5 }, { sample: 30 }];

for (const slow of POLICIES) {
  test(`each event comes once or is told as left out, with the right table (${JSON.stringify(slow)})`, () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(seed);
      // A long log: nothing falls out of it, so what is left out is the choice of the subscriber.
      const { reader, runtime, source, push, take, wake } = open(slow);
      const table = new Map<string, number>();
      for (let step = 0; step < 40; step += 1) {
        reader.isFull = random() < 0.6;
        const values = Array.from({ length: Math.floor(random() * 6) }, (_, i) =>
          v(String(Math.floor(random() * 5)), step * 10 + i),
        );
        for (const { k, n } of values) table.set(k, n);
        // A key that is too long for any message: told as too large.
        push(...values, ...(random() < 0.05 ? [v('x'.repeat(2_000))] : []));
        runtime.advance(Math.floor(random() * 40));
        if (random() < 0.5) take(Math.floor(random() * 3));
      }
      reader.isFull = false;
      source.complete();
      wake();
      const model = readAll(reader.read, seed);
      if (slow === 'block') assert.is(model.left, 0);
      if (typeof slow === 'object' && 'drop' in slow) continue;
      const rows = [model.table, table].map((map) => Object.fromEntries<unknown>(map));
      assert.equal(rows[0], rows[1], `seed ${seed}`);
    }
  });
}

/** Reads as a client does; an offset that is missing or comes twice is an error. */
function readAll(
  messages: readonly ServerMessage[],
  seed: number,
): { table: Map<string, unknown>; left: number } {
  const table = new Map<string, unknown>();
  let [next, left] = [0, 0];
  const accept = (off: number, { k, d }: Item): void => {
    assert.is(off, next, `seed ${seed}`);
    next = off + 1;
    table.set(String(k), d);
  };
  const leaveOut = (from: number, to: number, why: string): void => {
    assert.is(from, next, `seed ${seed}`);
    if (why !== 'tooLarge') left += to - from;
    next = to;
  };
  let watermark = -Infinity;
  for (const message of messages) {
    if (message.t === 'skip') leaveOut(message.from, message.to, message.why);
    if (message.t === 'ev') {
      const first = next - message.off;
      assert.ok(first >= 0 && first < message.items.length, `seed ${seed}`);
      for (const [i, item] of message.items.entries())
        if (i >= first) accept(message.off + i, item);
    }
    if (message.t === 'pick') {
      assert.is(message.from, next, `seed ${seed}`);
      for (const [i, off] of message.offs.entries()) {
        leaveOut(next, off, message.why);
        accept(off, message.items[i] as Item);
      }
      leaveOut(next, message.to, message.why);
    }
    if ('wm' in message && typeof message.wm === 'number') {
      assert.ok(message.wm >= watermark, `seed ${seed}`);
      watermark = message.wm;
    }
  }
  assert.is(messages.at(-1)?.t, 'end');
  return { table, left };
}

test('tells how far it is behind, in events and in event time, and what was lost by which reason', () => {
  const { source, runtime, cursor, reader, push, take } = open('latest', { maxEvents: 8 });
  push(v('a'), v('b'));
  assert.equal(cursor.stats(), { ...AT_HEAD, offset: 2 });
  reader.isFull = true;
  source.push([v('a'), v('a'), v('b')], 1_000);
  runtime.turn();
  source.push([v('c')], 4_000);
  runtime.turn();
  // Nothing was known of the time before the first watermark.
  assert.equal(cursor.stats(), { ...AT_HEAD, offset: 2, behind: 4, lag: undefined });
  take(1);
  const losses = { conflated: 1 };
  assert.equal(cursor.stats(), { ...AT_HEAD, offset: 6, skipped: 1, losses });
  for (const watermark of [5_000, 9_000])
    source.push([v('a'), v('a'), v('a'), v('a'), v('a')], watermark);
  runtime.turn();
  assert.equal([cursor.stats().behind, cursor.stats().lag], [10, 5_000]);
  source.complete();
  assert.equal([cursor.stats().behind, cursor.stats().lag], [10, 5_000]);
  take();
  assert.equal(cursor.stats().losses, { conflated: 8, dropped: 2 });
});

const AT_HEAD = { feed: 'f', behind: 0, lag: 0, sent: 0, skipped: 0, losses: {} };

test.run();
