import type { Since } from '../wire/index.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { startPosition } from './startPosition.ts';
import type { StartPosition } from './startPosition.ts';
import type { TablePublisher } from './tablePublisher.ts';

/**
 * Finds where a subscription to a table begins: behind the event that it stands at, where all is kept
 * since then, else with a snapshot of `least` or later.
 */
export function tablePosition(
  feed: PublishedFeed,
  tables: TablePublisher,
  since: Since | undefined,
  least: number | undefined,
): StartPosition {
  const start = startPosition(feed, since);
  const goesOn =
    since === 'start' ? feed.log.floor === 0 : typeof since === 'object' && 'epoch' in since;
  if (goesOn && start.skip === undefined && least === undefined) return start;
  const off = tables.snapshot(least).offset;
  const skip = typeof since === 'object' && 'epoch' in since ? start.skip : undefined;
  if (skip === undefined) return { off, outcome: 'snapshot' };
  return { off, outcome: 'snapshot', skip: { ...skip, to: off, n: off - skip.from } };
}
