import type { Runtime } from '../runtime/index.ts';
import { toWireTime, WireError } from '../wire/index.ts';
import type { Codec, Err, ServerMessage, Slow, Sub } from '../wire/index.ts';
import { Cursor } from './cursor.ts';
import type { FeedReader } from './feedReader.ts';
import type { CursorStats } from './feedStats.ts';
import type { Frame } from './frame.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { createSlowness } from './slowness.ts';
import { startPosition } from './startPosition.ts';

/** What one client has subscribed to: one cursor for each feed, whatever the number of its ids. */
export class Subscriptions {
  readonly #feeds: ReadonlyMap<string, PublishedFeed>;
  readonly #limit: number;
  readonly #reader: FeedReader;
  readonly #runtime: Runtime;
  readonly #cursors = new Map<PublishedFeed, Cursor>();
  readonly #byId = new Map<number, Cursor>();

  constructor(
    feeds: ReadonlyMap<string, PublishedFeed>,
    limit: number,
    reader: FeedReader,
    runtime: Runtime,
  ) {
    this.#feeds = feeds;
    this.#limit = limit;
    this.#runtime = runtime;
    this.#reader = reader;
  }

  /**
   * Adds a subscription; what is returned goes out before its events.
   *
   * @throws WireError `duplicateId`
   */
  add({ id, feed: name, since, slow = 'block' }: Sub): readonly ServerMessage[] {
    if (this.#byId.has(id)) throw new WireError('duplicateId', `sub: id ${id} is in use`);
    if (this.#byId.size >= this.#limit) {
      const msg = `sub: no more than ${this.#limit} subscriptions on one connection`;
      return [{ t: 'err', id, code: 'tooManySubs', msg, retry: false }];
    }
    const feed = this.#feeds.get(name);
    if (feed === undefined) return [unknownFeed(id)];
    if (!(this.#cursors.get(feed)?.isFor(slow) ?? true)) return [otherSlow(id)];
    const { off, outcome, skip } = startPosition(feed, since);
    const { epoch, channel: ch, log } = feed;
    this.#attach(feed, id, off, slow);
    const wm = toWireTime(feed.watermarkAt(off));
    const messages: ServerMessage[] = [
      { t: 'subok', id, ch, epoch, off, floor: log.floor, outcome, wm },
    ];
    if (skip !== undefined) messages.push({ t: 'skip', id, ...skip });
    return messages;
  }

  #attach(feed: PublishedFeed, id: number, offset: number, slow: Slow): void {
    const cursor =
      this.#cursors.get(feed) ??
      new Cursor(
        feed,
        offset,
        createSlowness(slow, this.#runtime, () => this.#reader.wake()),
      );
    cursor.add(id, offset);
    this.#byId.set(id, cursor);
    if (this.#cursors.has(feed)) return;
    this.#cursors.set(feed, cursor);
    feed.attach(this.#reader);
  }

  remove(id: number): void {
    const cursor = this.#byId.get(id);
    if (cursor === undefined) return;
    this.#byId.delete(id);
    cursor.ids.delete(id);
    if (cursor.ids.size === 0) this.#detach(cursor);
  }

  #detach(cursor: Cursor): void {
    cursor.stop();
    this.#cursors.delete(cursor.feed);
    cursor.feed.detach(this.#reader);
    for (const id of cursor.ids) this.#byId.delete(id);
  }

  /**
   * Gives out frames, one of each feed in turn, until there is nothing new or `write` has enough.
   */
  read(codec: Codec, write: (frame: Frame) => boolean): void {
    for (let progress = true; progress;) {
      progress = false;
      for (const cursor of [...this.#cursors.values()]) {
        const frame = cursor.step(codec);
        if (cursor.isOver) this.#detach(cursor);
        if (frame === undefined) continue;
        if (!write(frame)) return;
        progress = true;
      }
    }
  }

  /**
   * The reader takes nothing more for now.
   *
   * @throws WireError `tooSlow` when a subscription wants no connection that loses something
   */
  hold(): void {
    for (const cursor of this.#cursors.values()) cursor.hold();
  }

  close(): void {
    for (const cursor of [...this.#cursors.values()]) this.#detach(cursor);
  }

  stats(): CursorStats[] {
    return [...this.#cursors.values()].map((cursor) => cursor.stats());
  }
}

function unknownFeed(id: number): Err {
  return { t: 'err', id, code: 'unknownFeed', msg: 'sub: no feed of this name', retry: false };
}

/** Messages of a channel are for all subscriptions to it, so one cannot get less than another. */
function otherSlow(id: number): Err {
  const msg = 'sub: slow: this connection subscribes to the feed with another one';
  return { t: 'err', id, code: 'otherSlow', msg, retry: false };
}
