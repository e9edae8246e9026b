import type { Page } from 'playwright-core';

type Message = Readonly<Record<string, unknown>>;

/** What came of one feed over all connections of a page. */
export interface WatchedFeed {
  /** The epoch of each subscription. */
  readonly epochs: unknown[];
  /** What was left out or told twice. */
  readonly faults: string[];
  next: number;
  channel: unknown;
}

/** Watches the messages of a page's feeds from outside of its client. */
export function watchFeeds(page: Page): ReadonlyMap<string, WatchedFeed> {
  const feeds = new Map<string, WatchedFeed>();
  page.on('websocket', (socket) => {
    const byId = new Map<unknown, WatchedFeed>();
    socket.on('framesent', ({ payload }) => {
      const { t, id, feed } = JSON.parse(String(payload)) as Message;
      if (t !== 'sub') return;
      const name = String(feed);
      const known = feeds.get(name) ?? { epochs: [], faults: [], next: -1, channel: -1 };
      feeds.set(name, known);
      byId.set(id, known);
    });
    socket.on('framereceived', ({ payload }) => take(JSON.parse(String(payload)) as Message, byId));
  });
  return feeds;
}

function take(message: Message, byId: ReadonlyMap<unknown, WatchedFeed>): void {
  const { t, id, ch, epoch, off, items } = message;
  if (t === 'subok') begin(byId.get(id), ch, epoch, Number(off));
  const feed = [...byId.values()].find(({ channel }) => channel === ch);
  if (feed === undefined) return;
  if (t === 'skip' || t === 'pick') feed.faults.push(JSON.stringify(message));
  if (t !== 'ev') return;
  if (off !== feed.next) feed.faults.push(`${String(off)} where ${feed.next} is next`);
  feed.next = Number(off) + (items as unknown[]).length;
}

function begin(feed: WatchedFeed | undefined, ch: unknown, epoch: unknown, off: number): void {
  if (feed === undefined) return;
  if (feed.next >= 0 && off !== feed.next)
    feed.faults.push(`goes on at ${off}, not at ${feed.next}`);
  feed.epochs.push(epoch);
  feed.channel = ch;
  feed.next = off;
}
