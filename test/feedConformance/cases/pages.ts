import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Message } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import { eventsFeed } from './eventsFeed.ts';

async function page(peer: FeedPeer, hist: Message): Promise<Message> {
  peer.send({ t: 'hist', ...hist });
  const answer = await peer.next('page', ({ req }) => req === hist['req']);
  const [offs, items] = [answer['offs'] as number[], answer['items'] as unknown[]];
  assert.equal(offs.length, items.length);
  return answer;
}

const offsOf = (answer: Message): readonly number[] => answer['offs'] as number[];

/** Pages of what a feed keeps. */
export const pages: readonly ConformanceCase[] = [
  {
    name: 'gives pages that go on where the one before ended',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const live = await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target), since: 'start' });
      await live.until(peer, () => live.events.length >= 5);
      peer.send({ t: 'unsub', id: 1 });
      const one = await page(peer, { req: 1, feed: eventsFeed(target), limit: 2 });
      assert.deepEqual([offsOf(one).length, one['epoch']], [2, live.epoch]);
      const since = { epoch: one['epoch'], off: one['next'] };
      const two = await page(peer, { req: 2, feed: eventsFeed(target), limit: 3, since });
      const all = [...offsOf(one), ...offsOf(two)];
      assert.deepEqual(
        all,
        live.events.slice(0, 5).map(({ offset }) => offset),
      );
      assert.deepEqual(
        [...(one['items'] as unknown[]), ...(two['items'] as unknown[])],
        live.events.slice(0, 5).map(({ item }) => item),
      );
      peer.close();
    },
  },
  {
    name: 'gives pages backwards',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const live = await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target), since: 'start' });
      await live.until(peer, () => live.events.length >= 4);
      peer.send({ t: 'unsub', id: 1 });
      const one = await page(peer, { req: 1, feed: eventsFeed(target), limit: 2, reverse: true });
      const [last = 0, before = 0] = offsOf(one);
      assert.deepEqual([last, before], [Number(one['off']) - 1, Number(one['off']) - 2]);
      const since = { epoch: one['epoch'], off: before };
      const two = await page(peer, {
        req: 2,
        feed: eventsFeed(target),
        limit: 1,
        reverse: true,
        since,
      });
      assert.deepEqual(offsOf(two), [before - 1]);
      peer.close();
    },
  },
  {
    name: 'cuts a page to its own limit',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { page: most } = welcome['limits'] as { readonly page?: number };
      const limit = needed(most, 'pages of history');
      const feed = needed(target.feeds.flood, roles.flood);
      const answer = await page(peer, { req: 1, feed, limit: 1_000_000_000 });
      assert.ok(offsOf(answer).length <= limit, `${offsOf(answer).length} of ${limit}`);
      peer.close();
    },
  },
  {
    name: 'tells what a page asked for and is not kept',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const since = { epoch: 'of another server', off: 3 };
      const answer = await page(peer, { req: 1, feed: eventsFeed(target), since });
      const [skip] = answer['skips'] as Message[];
      assert.equal(skip?.['why'], 'epoch');
      peer.close();
    },
  },
  {
    name: 'refuses a page of an unknown feed, and goes on',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      peer.send({ t: 'hist', req: 9, feed: 'no feed has this name' });
      const { req, code } = await peer.next('err');
      assert.deepEqual([req, code], [9, 'unknownFeed']);
      peer.send({ t: 'ping', n: 1 });
      await peer.next('pong');
      peer.close();
    },
  },
  {
    name: 'refuses one page too many for a reader that takes none',
    run: async (target) => {
      const feed = needed(target.feeds.flood, roles.flood);
      const peer = await FeedPeer.greet(target);
      const known = await FeedTrack.start(peer, { id: 1, feed });
      await known.until(peer, () => known.events.length > 300);
      peer.raw.socket.pause();
      for (let req = 1; req <= 40; req += 1) peer.send({ t: 'hist', req, feed, limit: 1_000 });
      await new Promise((resolve) => setTimeout(resolve, target.stallMs ?? 6_000));
      for (let req = 41; req <= 80; req += 1) peer.send({ t: 'hist', req, feed, limit: 1_000 });
      peer.raw.socket.resume();
      const { req, code } = await peer.next('err');
      assert.equal(code, 'tooManyRequests');
      assert.ok(Number(req) > 16);
      peer.close();
    },
  },
];
