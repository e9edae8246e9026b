import type { Outcome, Since, Skip, SkipReason } from '../wire/index.ts';
import type { FeedLog, ReadableLog } from './feedLog.ts';
import type { PublishedFeed } from './publishedFeed.ts';

/** Where a subscription begins, and what it asked for in vain. */
export interface StartPosition {
  readonly off: number;
  readonly outcome: Outcome;
  readonly skip?: Omit<Skip, 't' | 'id' | 'ch'>;
}

type Place = Pick<PublishedFeed, 'epoch' | 'offsetAt'> & {
  readonly store?: Pick<PublishedFeed['store'], 'former'>;
  readonly log: Pick<FeedLog, 'floor' | 'head' | 'goneLatest'>;
};

/**
 * Finds where a subscription begins; what is asked for and no longer there is always told.
 *
 * @param seen what of the log there is for it (default: all)
 */
export function startPosition(
  feed: Place,
  since: Since | undefined,
  seen: Pick<ReadableLog, 'floor' | 'head'> = feed.log,
): StartPosition {
  const { floor, head } = seen;
  if (since === undefined) return { off: head, outcome: 'live' };
  if (since === 'start') return kept(floor, head);
  if ('last' in since) return kept(Math.max(floor, head - since.last), head);
  if ('time' in since) {
    // Which of the events that are gone were asked for is not known: all of them are told.
    if (feed.log.goneLatest >= since.time) return tooOld(0, floor, 'expired');
    return kept(Math.min(feed.offsetAt(since.time), head), head);
  }
  const off = since.off + 1;
  const held = feed.store?.former.find(({ epoch }) => epoch === since.epoch)?.until ?? 0;
  // What it has of a former epoch is what there is now, or is from an offset on.
  if (since.epoch !== feed.epoch && held > 0)
    return off <= held ? reached(off, floor, head) : tooOld(held, Math.max(held, floor), 'epoch');
  // An offset that this epoch has not reached yet cannot come from it.
  if (since.epoch !== feed.epoch || off > feed.log.head) return tooOld(0, floor, 'epoch');
  return reached(off, floor, head);
}

function reached(off: number, floor: number, head: number): StartPosition {
  return off < floor ? tooOld(off, floor, 'expired') : kept(off, head);
}

function kept(off: number, head: number): StartPosition {
  return { off, outcome: off < head ? 'replayed' : 'live' };
}

function tooOld(from: number, floor: number, why: SkipReason): StartPosition {
  return { off: floor, outcome: 'tooOld', skip: { from, to: floor, n: floor - from, why } };
}
