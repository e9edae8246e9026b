import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { roles } from '../target.ts';
import { BAD_MESSAGE, breach, expectClose } from './expectClose.ts';

interface Limits {
  readonly frame: number;
  readonly name: number;
  readonly subs: number;
  readonly rate: number;
}

/** What is too many or too long. */
export const limits: readonly ConformanceCase[] = [
  {
    name: 'closes with 4009 for an id in use',
    run: async (target) => {
      const sub = { t: 'sub', id: 1, feed: needed(target.feeds.events, roles.events) };
      const expected = { close: 4009, code: 'duplicateId', retry: false };
      await breach(target, expected, (peer) => {
        peer.send(sub);
        peer.send(sub);
      });
    },
  },
  {
    name: 'closes with 4000 for a name that is too long',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { name } = welcome['limits'] as Limits;
      peer.send({ t: 'sub', id: 1, feed: 'x'.repeat(name) });
      await peer.next('err', ({ code }) => code === 'unknownFeed');
      peer.send({ t: 'sub', id: 1, feed: 'x'.repeat(name + 1) });
      await expectClose(peer, BAD_MESSAGE);
    },
  },
  {
    name: 'closes with 4129 for more messages a second than it takes',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { rate, subs } = welcome['limits'] as Limits;
      for (let n = 0; n < 3 * rate + subs; n += 1) peer.send({ t: 'ping', n });
      await expectClose(peer, { close: 4129, code: 'tooManyMessages', retry: true });
    },
  },
  {
    name: 'refuses one subscription too many, and goes on with the others',
    run: async (target) => {
      const feed = needed(target.feeds.events, roles.events);
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { subs } = welcome['limits'] as Limits;
      for (let id = 1; id <= subs + 1; id += 1) peer.send({ t: 'sub', id, feed });
      const { id, retry } = await peer.next('err', ({ code }) => code === 'tooManySubs');
      assert.deepEqual([id, retry], [subs + 1, false]);
      peer.send({ t: 'unsub', id: 1 });
      peer.send({ t: 'sub', id: subs + 2, feed });
      await peer.next('subok', (message) => message['id'] === subs + 2);
      await peer.next('ev');
      peer.close();
    },
  },
];
