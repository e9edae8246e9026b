import assert from 'node:assert/strict';
import { NotOffered, needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Message } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { eventsFeed, followEvents } from './eventsFeed.ts';
import { BAD_MESSAGE, expectClose } from './expectClose.ts';

const BAD_FILTERS: readonly (readonly [string, string])[] = [
  ['that cannot be read', 'd.n >'],
  ['with an unknown name', 'nobody == 1'],
  ['with a loop over a list', '[1, 2].all(x, x > 0)'],
  ['with a regular expression', 'd.text.matches("(a+)+$")'],
  ['that gives no truth', '1 + 1'],
  ['nested too deeply', `${'('.repeat(200)}true${')'.repeat(200)}`],
  [
    'of too many parts',
    Array.from({ length: 90 }, () => 'et > 1.0')
      .join(' || ')
      .slice(0, 900),
  ],
];

async function refusesFilter(target: Target, filter: string): Promise<void> {
  const peer = await FeedPeer.greet(target);
  peer.send({ t: 'sub', id: 5, feed: eventsFeed(target), filter });
  const { id, code, msg } = await peer.next('err');
  assert.deepEqual([id, code], [5, 'badFilter']);
  assert.doesNotMatch(String(msg), /node_modules|\bat \w+ \(/);
  peer.send({ t: 'ping', n: 1 });
  await peer.next('pong');
  peer.close();
}

/** What a subscriber wants of a feed's events. */
export const choosing: readonly ConformanceCase[] = [
  {
    name: 'gives the fields that are asked for',
    run: async (target) => {
      const known = await FeedPeer.greet(target);
      const whole = await FeedTrack.start(known, {
        id: 1,
        feed: eventsFeed(target),
        since: 'start',
      });
      await whole.until(known, () => whole.events.length > 0);
      known.close();
      const [name = ''] = Object.keys((whole.events[0]?.item['d'] ?? {}) as object);
      await followEvents(
        target,
        { since: 'start', fields: [name, 'no such field'] },
        async (peer, track) => {
          await track.until(peer, () => track.events.length >= 3);
          for (const { item } of track.events)
            assert.deepEqual(Object.keys(item['d'] as object), [name]);
        },
      );
    },
  },
  {
    name: 'gives everything that a filter lets through',
    run: (target) =>
      followEvents(
        target,
        { since: 'start', filter: 'et > 0.0 && op == "ins"' },
        async (peer, track) => {
          await track.until(peer, () => track.events.length >= 3);
          assert.deepEqual(track.losses, []);
        },
      ),
  },
  {
    name: 'tells how far it is where a filter lets nothing through',
    run: (target) =>
      followEvents(target, { filter: 'et < 0.0' }, async (peer, track) => {
        await track.until(peer, () => track.next >= track.begin + 2);
        assert.equal(track.events.length, 0);
        assert.ok(track.losses.every(({ why }) => why === 'filtered'));
      }),
  },
  {
    name: 'tells which events a filter could not judge',
    run: (target) =>
      followEvents(target, { filter: 'd.no_such_field_at_all > 1.0' }, async (peer, track) => {
        const pick = await peer.next('pick', ({ errs }) => Array.isArray(errs) && errs.length > 0);
        track.take(pick);
        assert.equal(pick['why'], 'filtered');
        assert.equal(track.events.length, 0);
      }),
  },
  {
    name: 'has one channel for those who choose the same',
    run: async (target) => {
      const choice = { filter: 'et > 1.0', fields: ['n'] };
      const channels: unknown[] = [];
      await followEvents(target, choice, (_, one) =>
        followEvents(target, choice, (_other, two) => {
          channels.push(one.ch, two.ch);
          return Promise.resolve();
        }),
      );
      assert.equal(channels[0], channels[1]);
    },
  },
  ...BAD_FILTERS.map(([what, filter]) => ({
    name: `refuses a filter ${what}`,
    run: (target: Target) => refusesFilter(target, filter),
  })),
  {
    name: 'closes with 4000 for a filter that is too long',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { filter } = welcome['limits'] as { readonly filter?: number };
      const longest = needed(filter, 'filters');
      peer.send({ t: 'sub', id: 1, feed: eventsFeed(target), filter: ' '.repeat(longest + 1) });
      await expectClose(peer, BAD_MESSAGE);
    },
  },
  {
    name: 'closes with 4000 for too many fields, and for none',
    run: async (target) => {
      for (const fields of [[], Array.from({ length: 65 }, (_, i) => `f${i}`)]) {
        const peer = await FeedPeer.greet(target);
        peer.send({ t: 'sub', id: 1, feed: eventsFeed(target), fields });
        await expectClose(peer, BAD_MESSAGE);
      }
    },
  },
  {
    name: 'refuses one choice too many of a connection, and has room again when it is free',
    run: async (target) => {
      const feed = needed(target.feeds.quiet, roles.quiet);
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { subs } = welcome['limits'] as { readonly subs: number };
      for (let id = 1; id <= subs; id += 1) peer.send({ t: 'sub', id, feed, fields: [`f${id}`] });
      peer.send({ t: 'ping', n: 1 });
      await peer.nextOrErr('pong');
      const refused = peer.errors.filter(({ code }) => code === 'tooManyViews');
      if (refused.length === 0) throw new NotOffered(`a limit below ${subs} choices of a feed`);
      const id = refused[0]?.['id'];
      peer.send({ t: 'unsub', id: 1 });
      peer.send({ t: 'sub', id, feed, fields: ['again'] });
      await peer.next('subok', (message) => message['id'] === id);
      peer.close();
    },
  },
  {
    name: 'refuses one choice too many of a feed, whoever has made the others',
    run: async (target) => {
      const feed = needed(target.feeds.windows, roles.windows);
      const peers: FeedPeer[] = [];
      for (let refused = false; !refused;) {
        if (peers.length >= MOST_CHOOSERS)
          throw new NotOffered('a small limit of choices of a feed');
        const { peer, welcome } = await FeedPeer.welcome(target);
        peers.push(peer);
        refused = await isRefused(peer, feed, welcome, peers.length);
      }
      for (const peer of peers) peer.close();
    },
  },
];

/** So many connections at the most make choices of one feed. */
const MOST_CHOOSERS = 20;

/** Makes as many choices as a connection may, each another than those of others; whether one is refused. */
async function isRefused(
  peer: FeedPeer,
  feed: string,
  welcome: Message,
  chooser: number,
): Promise<boolean> {
  const { views = 0 } = welcome['limits'] as { readonly views?: number };
  for (let id = 1; id <= views; id += 1)
    peer.send({ t: 'sub', id, feed, fields: [`${chooser} ${id}`] });
  peer.send({ t: 'ping', n: 1 });
  await peer.nextOrErr('pong');
  return peer.errors.some(({ code }) => code === 'tooManyViews');
}
