import type { Milliseconds } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { toWireTime, WireError } from '../wire/index.ts';
import type { Codec, ServerMessage, SetSub, Since, Slow, Sub, WireLimits } from '../wire/index.ts';
import { Cursor } from './cursor.ts';
import type { FeedReader } from './feedReader.ts';
import type { FilterLoader } from './filterLoader.ts';
import type { FeedView } from './feedView.ts';
import type { CursorStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { createSlowness } from './slowness.ts';
import { startPosition } from './startPosition.ts';
import type { StartPosition } from './startPosition.ts';
import { subRefusal } from './subRefusal.ts';
import { tablePosition } from './tablePosition.ts';
import type { TableNeed } from './tableProgress.ts';
import { ViewChooser } from './viewChooser.ts';

/** What the subscriptions of a client work with. */
export interface SubscriptionsContext {
  readonly feeds: ReadonlyMap<string, PublishedFeed>;
  /** The most subscriptions, and the most views that they may be to. */
  readonly limits: Pick<WireLimits, 'subs' | 'views'>;
  readonly reader: FeedReader;
  readonly runtime: Runtime;
  readonly filters: Pick<FilterLoader, 'compile'>;
}

/** Takes frames until it is full. */
export interface FrameSink {
  readonly isFull: boolean;
  write(frame: Frame): void;
  /** More than one may come now. */
  together(): void;
}

const NONE: readonly Cursor[] = [];

/** What one client has subscribed to: one cursor for each view, whatever the number of its ids. */
export class Subscriptions {
  readonly #context: SubscriptionsContext;
  /** One for each view. */
  #cursors: readonly Cursor[] = NONE;
  readonly #byId = new Map<number, Subscription>();
  readonly #chooser: ViewChooser;

  constructor(context: SubscriptionsContext) {
    this.#context = context;
    this.#chooser = new ViewChooser(context);
  }

  /**
   * Adds a subscription; what is returned goes out before its events.
   *
   * @throws WireError `duplicateId`
   */
  add(sub: Sub): readonly ServerMessage[] {
    const { id, since } = sub;
    const { feeds, limits } = this.#context;
    if (this.#byId.has(id)) throw new WireError('duplicateId', `sub: id ${id} is in use`);
    if (this.#byId.size >= limits.subs) {
      const msg = `sub: no more than ${limits.subs} subscriptions on one connection`;
      return [subRefusal(id, { code: 'tooManySubs', msg })];
    }
    const feed = feeds.get(sub.feed);
    if (feed === undefined)
      return [subRefusal(id, { code: 'unknownFeed', msg: 'sub: no feed of this name' })];
    const view = this.#chooser.viewOf(feed, sub, this.#byId.values());
    if ('code' in view) return [subRefusal(id, view)];
    const { off, outcome, skip } = this.#start(feed, view, since);
    this.#attach({ feed, view, sub, off, ...(outcome === 'snapshot' ? { need: outcome } : {}) });
    const [{ epoch, channel: ch, log }, wm] = [view, toWireTime(view.watermarkAt(off))];
    const table = feed.tables === undefined ? {} : { table: true as const };
    const messages: ServerMessage[] = [
      { t: 'subok', id, ch, epoch, off, floor: log.floor, outcome, wm, ...table },
    ];
    if (skip === undefined) return messages;
    this.#byId.get(id)?.cursor.place.missed(skip.why, skip.n);
    return [...messages, { t: 'skip', id, ...skip }];
  }

  #start(feed: PublishedFeed, view: FeedView, since: Since | undefined): StartPosition {
    if (feed.tables === undefined) return startPosition(feed, since, view.log);
    return tablePosition(feed, feed.tables, since, this.#cursorOf(view)?.leastSnapshot);
  }

  /**
   * Changes a subscription in place: it goes on in another view, from where it stands. What is returned
   * goes out before its next events; nothing for one that has ended.
   */
  change(set: SetSub): readonly ServerMessage[] {
    const { id } = set;
    const present = this.#byId.get(id);
    if (present === undefined) return [];
    const { feed, cursor } = present;
    const sub = changed(present.sub, set);
    const view = this.#chooser.viewOf(feed, sub, this.#byId.values());
    if ('code' in view) return [{ ...subRefusal(id, view), set: true }];
    const [off, { liveFrom, place, need }] = [cursor.positionOf(id), cursor];
    const { watermark } = place;
    const { codec } = this.#context.reader;
    // The view must not go with its last reader when that is the one who comes back.
    const holder = { codec, wake: () => undefined, take: () => false };
    view.attach(holder);
    this.remove(id);
    this.#attach({ feed, view, sub, off, liveFrom, watermark, need });
    view.detach(holder);
    return [{ t: 'setok', id, ch: view.channel, off }];
  }

  #attach({ feed, view, sub, off, liveFrom, watermark, need }: Place): void {
    const { id, slow = 'block' } = sub;
    const present = this.#cursorOf(view);
    const cursor = present ?? this.#createCursor(view, off, slow);
    if (present === undefined && watermark !== undefined) cursor.place.knows(watermark);
    cursor.add(id, off, liveFrom, need);
    this.#byId.set(id, { feed, cursor, sub });
    if (present !== undefined) return;
    this.#cursors = [...this.#cursors, cursor];
    view.attach(this.#context.reader);
  }

  #cursorOf(view: FeedView): Cursor | undefined {
    return this.#cursors.find((cursor) => cursor.view === view);
  }

  #createCursor(view: FeedView, offset: number, slow: Slow): Cursor {
    const { runtime, reader } = this.#context;
    const wake = (): void => reader.wake();
    return new Cursor(view, offset, createSlowness(slow, runtime, wake), wake);
  }

  remove(id: number): void {
    const cursor = this.#byId.get(id)?.cursor;
    if (cursor === undefined) return;
    this.#byId.delete(id);
    cursor.remove(id);
    if (cursor.ids.size === 0) this.#detach(cursor);
  }

  #detach(cursor: Cursor): void {
    if (cursor.view.isBroken) this.#chooser.pauseFilters();
    cursor.stop();
    this.#cursors = this.#cursors.filter((other) => other !== cursor);
    cursor.view.detach(this.#context.reader);
    for (const id of cursor.ids) this.#byId.delete(id);
  }

  #isReplaced({ view, place }: Cursor): boolean {
    return this.#context.feeds.get(view.name)?.epoch !== place.epoch;
  }

  /** A cursor's subscriptions go on in the feed that took the place of its own, as after a break. */
  #renew(cursor: Cursor, codec: Codec, sink: FrameSink): boolean {
    const { epoch } = cursor.place;
    const subs = [...cursor.ids].flatMap((id): Sub[] => {
      const sub = this.#byId.get(id)?.sub;
      return sub === undefined
        ? []
        : [{ ...sub, since: { epoch, off: cursor.positionOf(id) - 1 } }];
    });
    this.#detach(cursor);
    const answers = subs.flatMap((sub) => this.add(sub));
    for (const answer of answers) sink.write(frameOf(codec, answer));
    return !sink.isFull;
  }

  /**
   * Gives out frames, one of each feed in turn, until there is nothing new or the sink is full.
   */
  read(codec: Codec, sink: FrameSink): void {
    for (let progress = true; progress;) {
      progress = false;
      for (const cursor of this.#cursors) {
        if (this.#isReplaced(cursor)) {
          if (!this.#renew(cursor, codec, sink)) return;
          progress = true;
          continue;
        }
        const frame = cursor.step(codec);
        if (cursor.isOver) this.#detach(cursor);
        if (frame === undefined) continue;
        cursor.place.wrote(frame);
        // What most readers get in a turn is one frame, and nothing has to wait for another.
        const isLast = this.#cursors.length === 1 && !cursor.hasMore;
        if (!isLast) sink.together();
        sink.write(frame);
        if (sink.isFull) return;
        if (isLast) {
          cursor.rest();
          return this.#settle();
        }
        progress = true;
      }
    }
    this.#settle();
  }

  /** What has come to the head gets what comes next without looking for it. */
  #settle(): void {
    for (const cursor of this.#cursors)
      if (cursor.isSettled) cursor.view.settle(this.#context.reader, cursor.place);
  }

  /**
   * The reader takes nothing more for now.
   *
   * @throws WireError `tooSlow` when a subscription wants no connection that loses something
   */
  hold(): void {
    for (const cursor of this.#cursors) cursor.hold();
  }

  close(): void {
    for (const cursor of this.#cursors) this.#detach(cursor);
  }

  stats(): CursorStats[] {
    return this.#cursors.map((cursor) => cursor.stats());
  }
}

function changed(sub: Sub, { slow, filter, fields, delay }: SetSub): Sub {
  const { filter: _filter, fields: _fields, ...rest } = sub;
  const chosen = {
    filter: filter === undefined ? sub.filter : (filter ?? undefined),
    fields: fields === undefined ? sub.fields : (fields ?? undefined),
  };
  return {
    ...rest,
    ...(slow === undefined ? {} : { slow }),
    ...(delay === undefined ? {} : { delay }),
    ...(chosen.filter === undefined ? {} : { filter: chosen.filter }),
    ...(chosen.fields === undefined ? {} : { fields: chosen.fields }),
  };
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
  /** From where on nothing is replayed any more (default: what comes from now on). */
  readonly liveFrom?: number;
  /** The watermark that its reader knows. */
  readonly watermark?: Milliseconds;
  /** Of a table. */
  readonly need?: TableNeed | undefined;
}
