import { needed } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';

/** The feed of events; a case is skipped without one. */
export function eventsFeed(target: Target): string {
  return needed(target.feeds.events, roles.events);
}

/** Works with a subscription to the feed of events on a connection of its own. */
export async function followEvents(
  target: Target,
  choice: object,
  work: (peer: FeedPeer, track: FeedTrack) => Promise<void>,
): Promise<void> {
  const peer = await FeedPeer.greet(target);
  await work(peer, await FeedTrack.start(peer, { id: 1, feed: eventsFeed(target), ...choice }));
  peer.close();
}
