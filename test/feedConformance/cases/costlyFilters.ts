import assert from 'node:assert/strict';
import { NotOffered, needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Message } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { eventsFeed } from './eventsFeed.ts';

/** So long a server may take until it has had enough of a filter, in ms. */
const PATIENCE = 6_000;

/** The field of a feed's events with the longest text. */
async function longestText(target: Target, feed: string): Promise<string> {
  const peer = await FeedPeer.greet(target);
  const track = await FeedTrack.start(peer, { id: 1, feed });
  await track.until(peer, () => track.events.length > 0);
  peer.close();
  const data = Object.entries((track.events[0]?.item['d'] ?? {}) as object);
  const texts = data.flatMap(([name, value]) =>
    typeof value === 'string' && /^[a-z]\w*$/i.test(name) ? [{ name, length: value.length }] : [],
  );
  const [longest] = texts.sort((one, other) => other.length - one.length);
  return needed(longest, 'events with a text in the flood').name;
}

/** Looks at every character of a text twenty times over, and lets nothing through. */
function costlyFilter(field: string): string {
  return Array.from({ length: 20 }, () => `d.${field}.size() < 0`).join(' || ');
}

/** What ends a channel; skips the case where the server goes on with it. */
async function endOf(peer: FeedPeer, ch: unknown): Promise<Message> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const message = await peer.any();
    if (message['t'] === 'err' && message['ch'] === ch) return message;
  }
  throw new NotOffered('a filter that takes too long');
}

async function endsCostlyFilter(target: Target): Promise<void> {
  const feed = needed(target.feeds.flood, roles.flood);
  const { peer, welcome } = await FeedPeer.welcome(target);
  try {
    needed((welcome['limits'] as Message)['filter'], 'filters');
    const filter = costlyFilter(await longestText(target, feed));
    peer.send({ t: 'sub', id: 1, feed, since: 'start', filter });
    const { ch } = await peer.next('subok');
    const { code, retry } = await endOf(peer, ch);
    assert.deepEqual([code, retry], ['filterTooSlow', false]);
    await takesNoFilter(peer, eventsFeed(target));
  } finally {
    // A server that does not mind would go on for nobody.
    peer.close();
  }
}

/** The connection goes on, and what has ended is free again, but for filters it is too early. */
async function takesNoFilter(peer: FeedPeer, feed: string): Promise<void> {
  peer.send({ t: 'sub', id: 1, feed, filter: 'et > 0.0' });
  const { id, code, retry } = await peer.next('err');
  assert.deepEqual([id, code, retry], [1, 'filterTooSlow', true]);
  await FeedTrack.start(peer, { id: 1, feed });
  await peer.next('ev');
}

/** What becomes of a filter that costs the server too much. */
export const costlyFilters: readonly ConformanceCase[] = [
  {
    name: 'ends a subscription whose filter takes too long, and takes no other for a while',
    run: endsCostlyFilter,
  },
];
