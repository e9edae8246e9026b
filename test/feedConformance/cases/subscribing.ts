import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { FeedTrack, timeOf } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { eventsFeed } from './eventsFeed.ts';

/** Reads the first so many events of a subscription. */
async function readSome(target: Target, since: unknown, count: number): Promise<FeedTrack> {
  const peer = await FeedPeer.greet(target);
  const sub = { id: 1, feed: eventsFeed(target), ...(since === undefined ? {} : { since }) };
  const track = await FeedTrack.start(peer, sub);
  await track.until(peer, () => track.events.length >= count);
  peer.close();
  return track;
}

async function tellsForeign(target: Target, since: (epoch: unknown) => object): Promise<void> {
  const peer = await FeedPeer.greet(target);
  const known = await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target) });
  const other = await FeedPeer.greet(target);
  const sub = { id: 7, feed: eventsFeed(target), since: since(known.epoch) };
  const track = await FeedTrack.start(other, sub);
  assert.deepEqual([track.outcome, track.begin], ['tooOld', track.floor]);
  const { id, to, why } = await other.next('skip');
  assert.deepEqual([id, to, why], [7, track.floor, 'epoch']);
  peer.close();
  other.close();
}

/** Asks where a feed stands until its log no longer keeps the first event. */
async function outgrown(peer: FeedPeer, feed: string): Promise<FeedTrack> {
  for (let id = 1; ; id += 1) {
    const track = await FeedTrack.start(peer, { id, feed });
    peer.send({ t: 'unsub', id });
    if (track.floor > 0) return track;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Where subscriptions begin, go on and end. */
export const subscribing: readonly ConformanceCase[] = [
  {
    name: 'begins with what comes from now on',
    run: async (target) => {
      const { outcome, losses, events, begin } = await readSome(target, undefined, 2);
      assert.deepEqual([outcome, losses, events[0]?.offset], ['live', [], begin]);
    },
  },
  {
    name: 'begins with the oldest event kept, and goes on without a hole',
    run: async (target) => {
      const { outcome, begin, floor, events } = await readSome(target, 'start', 3);
      assert.deepEqual([outcome, begin, events[0]?.offset], ['replayed', floor, floor]);
    },
  },
  {
    name: 'begins with the last events',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const live = await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target) });
      const last = await FeedTrack.start(peer, {
        id: 2,
        feed: eventsFeed(target),
        since: { last: 2 },
      });
      assert.ok(last.begin >= live.begin - 2, `${last.begin} after ${live.begin}`);
      assert.equal(last.outcome, 'replayed');
      peer.close();
    },
  },
  {
    name: 'begins with the first event at or after a time',
    run: async (target) => {
      const known = await readSome(target, 'start', 3);
      const time = timeOf(known.events[1]?.item['et']);
      const track = await readSome(target, { time }, 1);
      const first = known.events.find(({ item }) => timeOf(item['et']) >= time);
      assert.equal(track.begin, first?.offset);
    },
  },
  {
    name: 'goes on after an offset',
    run: async (target) => {
      const known = await readSome(target, 'start', 4);
      const [first, ...rest] = known.events;
      const since = { epoch: known.epoch, off: first?.offset };
      const again = await readSome(target, since, rest.length);
      assert.deepEqual(again.events.slice(0, rest.length), rest);
    },
  },
  {
    name: 'tells that an epoch is not its own',
    run: (target) => tellsForeign(target, () => ({ epoch: 'of another server', off: 5 })),
  },
  {
    name: 'tells that an offset cannot be of its epoch yet',
    run: (target) => tellsForeign(target, (epoch) => ({ epoch, off: 9_000_000_000_000_000 })),
  },
  {
    name: 'tells which events are no longer kept',
    run: async (target) => {
      const feed = needed(target.feeds.flood, roles.flood);
      const peer = await FeedPeer.greet(target);
      const known = await outgrown(peer, feed);
      const since = { epoch: known.epoch, off: -1 };
      const id = known.id + 1;
      const track = await FeedTrack.start(peer, { id, feed, since });
      assert.equal(track.outcome, 'tooOld');
      const skip = await peer.next('skip', (message) => message['id'] === id);
      assert.deepEqual(
        { ...skip },
        { t: 'skip', id, from: 0, to: track.floor, n: track.floor, why: 'expired' },
      );
      peer.close();
    },
  },
  {
    name: 'tells which events are too large for a message, and goes on behind them',
    run: async (target) => {
      const feed = needed(target.feeds.large, roles.large);
      const peer = await FeedPeer.greet(target);
      const track = await FeedTrack.start(peer, { id: 1, feed, since: 'start' });
      await track.until(peer, () => track.losses.length >= 2 && track.events.length >= 2);
      for (const { why, from, to } of track.losses)
        assert.deepEqual([why, to], ['tooLarge', from + 1]);
      peer.close();
    },
  },
  {
    name: 'refuses an unknown feed, and goes on',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      peer.send({ t: 'sub', id: 3, feed: 'no feed has this name' });
      const { id, code, retry } = await peer.next('err');
      assert.deepEqual([id, code, retry], [3, 'unknownFeed', false]);
      peer.send({ t: 'ping', n: 1 });
      await peer.next('pong');
      peer.close();
    },
  },
  {
    name: 'has one channel for all subscriptions to a feed',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const one = await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target) });
      const two = await FeedTrack.start(peer, { id: 2, feed: eventsFeed(target), since: 'start' });
      assert.equal(one.ch, two.ch);
      // The events between come again, and are not for the first one.
      while (one.events.length < 2) {
        const message = await peer.any();
        one.take(message);
        two.take(message);
      }
      const own = two.events.filter(({ offset }) => offset >= one.begin);
      assert.deepEqual(one.events, own);
      peer.close();
    },
  },
  {
    name: 'sends nothing more after unsub, and ignores an unknown id',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target) });
      peer.send({ t: 'unsub', id: 99 });
      peer.send({ t: 'unsub', id: 1 });
      peer.send({ t: 'ping', n: 1 });
      await peer.next('pong');
      const seen = peer.kinds.length;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      assert.equal(peer.kinds.length, seen);
      peer.send({ t: 'sub', id: 1, feed: eventsFeed(target) });
      await peer.next('subok');
      peer.close();
    },
  },
  {
    name: 'tells the watermark while no event comes',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const feed = needed(target.feeds.quiet, roles.quiet);
      const track = await FeedTrack.start(peer, { id: 1, feed });
      for (let n = 0; n < 3; n += 1) {
        const mark = await peer.next('mark');
        track.take(mark);
        assert.deepEqual([mark['ch'], mark['off']], [track.ch, track.next]);
      }
      peer.close();
    },
  },
  {
    name: 'tells the end of a feed, behind its events',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const feed = needed(target.feeds.ended, roles.ended);
      const track = await FeedTrack.start(peer, { id: 1, feed, since: 'start' });
      await track.until(peer, () => track.isOver);
      assert.ok(track.events.length > 0, 'no event before the end');
      peer.close();
    },
  },
  {
    name: 'tells that a feed failed, behind its events, and keeps the connection',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const feed = needed(target.feeds.failed, roles.failed);
      const track = await FeedTrack.start(peer, { id: 1, feed, since: 'start' });
      const { ch, code, msg, id } = await peer.next('err');
      assert.deepEqual([ch, code, id], [track.ch, 'feedFailed', undefined]);
      assert.doesNotMatch(String(msg), /secret/);
      peer.send({ t: 'ping', n: 1 });
      await peer.next('pong');
      peer.close();
    },
  },
  {
    name: 'tells key, window and pane of results, and takes results back',
    run: async (target) => {
      const feed = needed(target.feeds.windows, roles.windows);
      const peer = await FeedPeer.greet(target);
      const track = await FeedTrack.start(peer, { id: 1, feed, since: 'start' });
      const ops = (): Set<unknown> => new Set(track.events.map(({ item }) => item['op']));
      await track.until(peer, () => ['ins', 'upd', 'ret'].every((op) => ops().has(op)));
      for (const { item } of track.events)
        assert.ok('k' in item && 'win' in item, JSON.stringify(item));
      peer.close();
    },
  },
];
