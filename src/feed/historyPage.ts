import type { Hist, Item, Page, PageSkip } from '../wire/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { startPosition } from './startPosition.ts';

/** The events of a page where nothing else was asked for. */
const DEFAULT_LIMIT = 300;

/** Where a page begins (backwards: the offset above its first event), and what is gone before it. */
interface Beginning {
  readonly at: number;
  readonly skip?: PageSkip;
}

/** What a page holds, and the offset where the next one begins. */
interface Walked {
  readonly found: readonly (readonly [offset: number, item: Item])[];
  readonly skips: readonly PageSkip[];
  readonly at: number;
}

/**
 * False when a page can be made. True when its first event must come from a disk first: then calls
 * back. A page ends early where the next event is not in memory.
 */
export function fetchPage(feed: PublishedFeed, request: Hist, ready: () => void): boolean {
  const { reverse = false } = request;
  const first = reverse ? beginBack(feed, request).at - 1 : begin(feed, request).at;
  return feed.log.fetch(first, ready);
}

/** What a feed keeps, from a place on or back from it: so many events, those counted that are too large. */
export function historyPage(feed: PublishedFeed, request: Hist, most: number): Page {
  const { req, limit = DEFAULT_LIMIT, reverse = false } = request;
  const { at, skip } = reverse ? beginBack(feed, request) : begin(feed, request);
  const count = Math.min(limit, most);
  const walked = reverse ? walkBack(feed, at, count) : walk(feed, at, count);
  const skips = [...(skip === undefined ? [] : [skip]), ...walked.skips];
  const last = reverse ? walked.at : walked.at - 1;
  const { floor, head } = feed.log;
  const next = reverse ? last - 1 : last + 1;
  return {
    t: 'page',
    req,
    ch: feed.channel,
    epoch: feed.epoch,
    off: head,
    floor,
    wm: toWireTime(feed.watermark),
    offs: walked.found.map(([offset]) => offset),
    items: walked.found.map(([, item]) => item),
    ...(skips.length === 0 ? {} : { skips }),
    ...(next >= floor && next < head ? { next: last } : {}),
  };
}

function begin(feed: PublishedFeed, { since = 'start' }: Hist): Beginning {
  const { off: at, skip } = startPosition(feed, since);
  return { at, ...(skip === undefined ? {} : { skip }) };
}

function beginBack(feed: PublishedFeed, { since }: Hist): Beginning {
  const { head } = feed.log;
  if (since === undefined) return { at: head };
  if (since === 'start' || !('off' in since)) return { at: startPosition(feed, since).off };
  // Nothing of another epoch is kept, and nothing of this one lies before it.
  const held = feed.store.former.find(({ epoch }) => epoch === since.epoch)?.until ?? 0;
  if (since.epoch !== feed.epoch ? since.off > held || held === 0 : since.off > head)
    return { at: 0, skip: { from: 0, to: 0, n: 0, why: 'epoch' } };
  return { at: Math.max(0, since.off) };
}

function walk(feed: PublishedFeed, from: number, most: number): Walked {
  const found: [number, Item][] = [];
  const skips: PageSkip[] = [];
  let at = from;
  for (let left = most; left > 0; left = most - found.length - skips.length) {
    const entry = feed.log.at(at);
    if (entry === undefined) break;
    if (entry.isHole) skips.push(tooLarge(entry.offset));
    const items = entry.isHole ? [] : feed.items(entry);
    const end = Math.min(entry.end, at + left);
    for (; at < end; at += 1) {
      const item = items[at - entry.offset];
      if (item !== undefined) found.push([at, item]);
    }
  }
  return { found, skips, at };
}

function walkBack(feed: PublishedFeed, from: number, most: number): Walked {
  const { floor } = feed.log;
  const found: [number, Item][] = [];
  const skips: PageSkip[] = [];
  let at = from;
  for (let left = most; left > 0; left = most - found.length - skips.length) {
    const entry = feed.log.at(at - 1);
    if (entry === undefined) break;
    if (entry.isHole) skips.push(tooLarge(entry.offset));
    const items = entry.isHole ? [] : feed.items(entry);
    const end = Math.max(entry.offset, at - left);
    for (; at > end; at -= 1) {
      const item = items[at - 1 - entry.offset];
      if (item !== undefined) found.push([at - 1, item]);
    }
  }
  const gone = Math.min(at, floor);
  if (gone > 0 && at <= floor) skips.push({ from: 0, to: gone, n: gone, why: 'expired' });
  return { found, skips, at };
}

/** A hole of the log is one event. */
function tooLarge(offset: number): PageSkip {
  return { from: offset, to: offset + 1, n: 1, why: 'tooLarge' };
}
