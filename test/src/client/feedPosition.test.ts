import { FeedPosition } from '../../../src/client/feedPosition.ts';
import type { FeedEvent } from '../../../src/client/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import type { Ev, Pick, SubOk, WireTime } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('FeedPosition');

const subok = (off: number, epoch = 'e', wm: WireTime = 'start'): SubOk => ({
  t: 'subok',
  id: 1,
  ch: 0,
  epoch,
  off,
  floor: 0,
  outcome: 'live',
  wm,
});

function batch(off: number, count: number, wm: WireTime = 0): Ev {
  const items = Array.from({ length: count }, (_, i) => ({
    op: 'ins' as const,
    d: off + i,
    et: off + i,
  }));
  return { t: 'ev', ch: 0, off, wm, items };
}

const offsets = (events: readonly FeedEvent<unknown>[] | undefined): unknown =>
  events?.map((event) => (event.kind === 'event' ? event.offset : event.kind));

test('asks for what the caller wants at first, and then for what follows the last event', () => {
  const position = new FeedPosition({ last: 3 });
  assert.equal(position.since, { last: 3 });
  position.subscribed(subok(10));
  assert.equal(position.since, { epoch: 'e', off: 9 });
  position.batch(batch(10, 2));
  assert.equal(position.since, { epoch: 'e', off: 11 });
});

test('leaves out what lies before its beginning and what came before', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(3));
  assert.equal(offsets(position.batch(batch(0, 5))), [3, 4]);
  assert.equal(offsets(position.batch(batch(0, 5))), []);
  assert.equal(offsets(position.batch(batch(4, 3))), [5, 6]);
});

test('a batch that begins too late is a gap, and changes nothing', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(3));
  assert.is(position.batch(batch(4, 1)), undefined);
  assert.is(position.next, 3);
});

const AT_5: readonly (readonly [kind: string, tell: (position: FeedPosition) => unknown])[] = [
  ['ev', (position) => position.batch(batch(5, 1, 9))],
  ['pick', (position) => position.pick(pick(5, 7, [6], 9))],
  ['skip', (position) => position.skip({ t: 'skip', ch: 0, from: 5, to: 7, n: 2, why: 'dropped' })],
  [
    'skip with an id',
    (position) => position.skip({ t: 'skip', id: 1, from: 5, to: 7, n: 2, why: 'expired' }),
  ],
  ['mark', (position) => position.mark({ t: 'mark', ch: 0, off: 5, wm: 9 })],
];

for (const [kind, tell] of AT_5)
  test(`events that are missing before a message are noticed and change nothing (${kind})`, () => {
    for (const before of [0, 1, 4]) {
      const position = new FeedPosition(undefined);
      position.subscribed(subok(before, 'e', 2));
      assert.is(tell(position), undefined);
      assert.equal([position.next, position.since], [before, { epoch: 'e', off: before - 1 }]);
      // The watermark is what it was, too.
      const [mark] = position.mark({ t: 'mark', ch: 0, off: before, wm: 3 }) ?? [];
      assert.equal(mark, { kind: 'mark', watermark: 3 });
    }
    const position = new FeedPosition(undefined);
    position.subscribed(subok(5, 'e', 2));
    assert.ok(tell(position) !== undefined);
  });

test('a state and what proves it are for those whom they fit', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(1));
  const snap = { t: 'snap', ch: 0, epoch: 'e', off: 5, part: 0, last: true, wm: 9 } as const;
  assert.equal(position.snap({ ...snap, items: [] }), []);
  assert.is(position.check({ t: 'check', ch: 0, off: 5, n: 0, sum: 0 }), undefined);
  assert.is(position.next, 1);
});

test('the watermark of a batch holds from its last event on', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(0, 'e', 5));
  const events = position.batch(batch(0, 3, 9)) ?? [];
  assert.equal(
    events.map((event) => event.kind === 'event' && event.watermark),
    [5, 5, 9],
  );
  assert.equal(position.mark({ t: 'mark', ch: 0, off: 3, wm: 9 }), []);
  assert.equal(position.mark({ t: 'mark', ch: 0, off: 3, wm: 'end' }), [
    { kind: 'mark', watermark: Infinity },
  ]);
});

test('a skip on the channel counts what this subscription misses by it', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(5));
  const skip = { t: 'skip', ch: 0, why: 'dropped' } as const;
  assert.equal(position.skip({ ...skip, from: 0, to: 5, n: 5 }), []);
  assert.equal(position.skip({ ...skip, from: 2, to: 8, n: 6 }), [
    { kind: 'skip', from: 5, to: 8, count: 3, why: 'dropped' },
  ]);
  assert.is(position.next, 8);
});

function pick(from: number, to: number, offs: number[], wm: WireTime = 0): Pick {
  const items = offs.map((d) => ({ op: 'ins' as const, d, et: d }));
  return { t: 'pick', ch: 0, from, to, wm, why: 'conflated', offs, items };
}

test('a choice of events tells what is left out in between as skips', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(2, 'e', 1));
  const events = position.pick(pick(2, 9, [4, 5, 8], 7)) ?? [];
  assert.equal(
    events.map((event) =>
      event.kind === 'event'
        ? [event.offset, event.data, event.watermark]
        : event.kind === 'skip' && [event.from, event.to, event.count, event.why],
    ),
    [
      [2, 4, 2, 'conflated'],
      [4, 4, 1],
      [5, 5, 1],
      [6, 8, 2, 'conflated'],
      [8, 8, 7],
    ],
  );
  assert.is(position.next, 9);
});

test('of a choice only what lies behind its last event is for a subscription', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(5));
  assert.equal(offsets(position.pick(pick(0, 9, [3, 6]))), ['skip', 6, 'skip']);
  assert.is(position.next, 9);
  assert.equal(position.pick(pick(0, 9, [3, 6])), []);
  assert.is(position.pick(pick(10, 12, [11])), undefined);
  assert.is(position.next, 9);
});

test('a skip of the subscription itself is told as it is', () => {
  const position = new FeedPosition({ epoch: 'old', off: 41 });
  position.subscribed(subok(0));
  assert.equal(position.skip({ t: 'skip', id: 1, from: 0, to: 0, n: 0, why: 'epoch' }), [
    { kind: 'skip', from: 0, to: 0, count: 0, why: 'epoch' },
  ]);
});

test('a loss that is not told yet is asked for again, in the words of the first time', () => {
  const position = new FeedPosition({ time: 5 });
  position.subscribed({ ...subok(10), outcome: 'tooOld' });
  assert.equal(position.since, { time: 5 });
  position.skip({ t: 'skip', id: 1, from: 0, to: 10, n: 10, why: 'expired' });
  assert.equal(position.since, { epoch: 'e', off: 9 });
  for (const epoch of ['e', 'f', 'g']) {
    // The connection breaks behind each of the first two.
    position.subscribed({ ...subok(20, epoch), outcome: 'tooOld' });
    assert.equal(position.since, { epoch: 'e', off: 9 });
  }
  position.skip({ t: 'skip', id: 1, from: 0, to: 20, n: 20, why: 'epoch' });
  assert.equal(position.since, { epoch: 'g', off: 19 });
});

test('a new epoch forgets the watermark of the old one', () => {
  const position = new FeedPosition(undefined);
  position.subscribed(subok(0, 'e', 'end'));
  position.subscribed(subok(0, 'f', 3));
  assert.equal(position.mark({ t: 'mark', ch: 0, off: 0, wm: 4 }), [
    { kind: 'mark', watermark: 4 },
  ]);
});

test('gives each offset once in order, however batches overlap', () => {
  const random = seededRandom(3);
  const position = new FeedPosition(undefined);
  position.subscribed(subok(0));
  const seen: unknown[] = [];
  while (seen.length < 500) {
    const off = Math.max(0, position.next - Math.floor(random() * 10));
    seen.push(...(offsets(position.batch(batch(off, Math.floor(random() * 15)))) as unknown[]));
  }
  assert.equal(
    seen,
    seen.map((_, i) => i),
  );
});

test.run();
