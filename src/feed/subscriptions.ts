import type { Runtime } from '../runtime/index.ts';
import { toWireTime, WireError } from '../wire/index.ts';
import type { Codec, Err, ServerMessage, Slow, Sub } from '../wire/index.ts';
import { Cursor } from './cursor.ts';
import type { FeedReader } from './feedReader.ts';
import type { FeedView } from './feedView.ts';
import { viewKey } from './feedViews.ts';
import type { Selection } from './feedViews.ts';
import type { CursorStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { createSlowness } from './slowness.ts';
import { startPosition } from './startPosition.ts';

/** What one client has subscribed to: one cursor for each view, whatever the number of its ids. */
export class Subscriptions {
  readonly #feeds: ReadonlyMap<string, PublishedFeed>;
  readonly #limit: number;
  readonly #reader: FeedReader;
  readonly #runtime: Runtime;
  readonly #cursors = new Map<FeedView, Cursor>();
  readonly #byId = new Map<number, Subscription>();

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
  add(sub: Sub): readonly ServerMessage[] {
    const { id, feed: name, since, slow = 'block', fields } = sub;
    if (this.#byId.has(id)) throw new WireError('duplicateId', `sub: id ${id} is in use`);
    if (this.#byId.size >= this.#limit) {
      const msg = `sub: no more than ${this.#limit} subscriptions on one connection`;
      return [{ t: 'err', id, code: 'tooManySubs', msg, retry: false }];
    }
    const feed = this.#feeds.get(name);
    if (feed === undefined) return [unknownFeed(id)];
    const view = this.#viewOf(feed, selectionOf(fields === undefined ? {} : { fields }), slow);
    if (view === undefined) return [tooManyViews(id)];
    const { off, outcome, skip } = startPosition(feed, since);
    this.#attach({ feed, view, sub, off, slow });
    const [{ epoch, channel: ch, log }, wm] = [view, toWireTime(view.watermarkAt(off))];
    const messages: ServerMessage[] = [
      { t: 'subok', id, ch, epoch, off, floor: log.floor, outcome, wm },
    ];
    if (skip !== undefined) messages.push({ t: 'skip', id, ...skip });
    return messages;
  }

  /**
   * The view for a choice; undefined where there is no room for one more. What is left out for a slow
   * reader is told on its channel: who wants something else when slow gets another channel.
   */
  #viewOf(feed: PublishedFeed, selection: Selection, slow: Slow): FeedView | undefined {
    const mine = [...this.#byId.values()].filter((subscription) => subscription.feed === feed);
    for (let variant = 0; ; variant += 1) {
      const key = viewKey(selection, variant);
      const same = mine.find(({ cursor }) => cursor.view.key === key)?.cursor;
      if (same?.isFor(slow) === true) return same.view;
      if (same === undefined) return key === feed.key ? feed : feed.views?.open(key, selection);
    }
  }

  #attach({ feed, view, sub, off, slow }: Place): void {
    const present = this.#cursors.get(view);
    const cursor = present ?? this.#createCursor(view, off, slow);
    cursor.add(sub.id, off);
    this.#byId.set(sub.id, { feed, cursor, sub });
    if (present !== undefined) return;
    this.#cursors.set(view, cursor);
    view.attach(this.#reader);
  }

  #createCursor(view: FeedView, offset: number, slow: Slow): Cursor {
    const slowness = createSlowness(slow, this.#runtime, () => this.#reader.wake());
    return new Cursor(view, offset, slowness);
  }

  remove(id: number): void {
    const cursor = this.#byId.get(id)?.cursor;
    if (cursor === undefined) return;
    this.#byId.delete(id);
    cursor.ids.delete(id);
    if (cursor.ids.size === 0) this.#detach(cursor);
  }

  #detach(cursor: Cursor): void {
    cursor.stop();
    this.#cursors.delete(cursor.view);
    cursor.view.detach(this.#reader);
    for (const id of cursor.ids) this.#byId.delete(id);
  }

  #isReplaced({ view }: Cursor): boolean {
    return this.#feeds.get(view.name)?.epoch !== view.epoch;
  }

  /** A cursor's subscriptions go on in the feed that took the place of its own, as after a break. */
  #renew(cursor: Cursor, codec: Codec, write: (frame: Frame) => boolean): boolean {
    const since = { epoch: cursor.view.epoch, off: cursor.next - 1 };
    const subs = [...cursor.ids].flatMap((id) => this.#byId.get(id)?.sub ?? []);
    this.#detach(cursor);
    const answers = subs.flatMap((sub) => this.add({ ...sub, since }));
    return answers.map((answer) => write(frameOf(codec, answer))).every(Boolean);
  }

  /**
   * Gives out frames, one of each feed in turn, until there is nothing new or `write` has enough.
   */
  read(codec: Codec, write: (frame: Frame) => boolean): void {
    for (let progress = true; progress;) {
      progress = false;
      for (const cursor of [...this.#cursors.values()]) {
        if (this.#isReplaced(cursor)) {
          if (!this.#renew(cursor, codec, write)) return;
          progress = true;
          continue;
        }
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

function tooManyViews(id: number): Err {
  const msg = 'sub: the feed has no room for one more choice of events and fields';
  return { t: 'err', id, code: 'tooManyViews', msg, retry: true };
}

/** The same choice in the same words, whatever order it was made in. */
function selectionOf({ fields }: Selection): Selection {
  return fields === undefined ? {} : { fields: [...new Set(fields)].sort() };
}

/** A subscription and where it reads. */
interface Subscription {
  readonly feed: PublishedFeed;
  readonly cursor: Cursor;
  /** What it was asked for by. */
  readonly sub: Sub;
}

/** Where a subscription is to begin. */
interface Place {
  readonly feed: PublishedFeed;
  readonly view: FeedView;
  readonly sub: Sub;
  readonly off: number;
  readonly slow: Slow;
}
