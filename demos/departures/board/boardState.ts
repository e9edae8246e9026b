import type { FeedEvent } from 'millrace/client';
import { AirportBook } from './airportBook.ts';
import type { BoardFeeds, FeedName } from './boardFeeds.ts';
import type { Book } from './book.ts';
import { DisruptionBook } from './disruptionBook.ts';
import { RouteBook } from './routeBook.ts';
import { SkipCounts } from './skipCounts.ts';
import { StatusBook } from './statusBook.ts';

type Books = { readonly [F in FeedName]: Book<BoardFeeds[F]> };

/** Everything that the board knows, from the events of its feeds. Its size is bounded. */
export class BoardState {
  readonly airports: AirportBook = new AirportBook();
  readonly routes: RouteBook = new RouteBook();
  readonly disruptions: DisruptionBook = new DisruptionBook();
  readonly status: StatusBook = new StatusBook();
  readonly skips: SkipCounts = new SkipCounts();
  readonly #watermarks = new Map<FeedName, number>();
  readonly #epochs = new Map<FeedName, string>();

  /** Takes an event of a feed. */
  accept<F extends FeedName>(feed: F, event: FeedEvent<BoardFeeds[F]>): void {
    if (event.kind === 'subscribed') return this.#subscribed(feed, event.epoch);
    if (event.kind === 'skip') return this.skips.add(feed, event);
    if (event.kind === 'changed') return;
    this.#watermarks.set(feed, event.watermark);
    if (event.kind === 'event') this.#bookOf(feed).put(event);
  }

  /** The watermark of a feed; -Infinity while it is unknown. */
  watermarkOf(feed: FeedName): number {
    return this.#watermarks.get(feed) ?? -Infinity;
  }

  /** Another epoch is another run of the server: what it told before has no place in this one. */
  #subscribed(feed: FeedName, epoch: string): void {
    const before = this.#epochs.get(feed);
    this.#epochs.set(feed, epoch);
    if (before === undefined || before === epoch) return;
    this.#bookOf(feed).clear();
    this.#watermarks.delete(feed);
    this.skips.begunAnew(feed);
  }

  #bookOf<F extends FeedName>(feed: F): Book<BoardFeeds[F]> {
    const { airports, routes, disruptions, status } = this;
    const books: Books = { airports, routes, disruptions, status };
    return books[feed];
  }
}
