import type { Runtime } from '../runtime/index.ts';
import type { Item } from '../wire/index.ts';
import { FeedCheckpoints } from './feedCheckpoints.ts';
import type { FeedSettings } from './feedConfig.ts';
import type { FeedTakers } from './feedLife.ts';
import { FeedWriter } from './feedWriter.ts';
import type { WrittenFeed } from './feedWriter.ts';

/** Makes those who take what a feed's stream brings. */
export function createTakers(
  feed: WrittenFeed,
  settings: FeedSettings<unknown>,
  runtime: Runtime,
): FeedTakers {
  const { name, store, tables, renew } = feed;
  const writer = new FeedWriter(feed, settings);
  const isTooLarge = (item: Item): boolean => {
    const batch = { offset: 0, items: [item], before: -Infinity, watermark: -Infinity };
    return feed.encode(batch).every(({ isHole }) => isHole);
  };
  const checkpoints = new FeedCheckpoints({ name, store, tables, writer, isTooLarge, renew });
  return { writer, checkpoints, runtime };
}
