import type { Codec } from '../wire/index.ts';
import type { FeedSettings } from './feedConfig.ts';
import type { FeedContext } from './feedContext.ts';
import { FeedReaders } from './feedReaders.ts';
import type { FeedView } from './feedView.ts';
import { FeedViews } from './feedViews.ts';
import { viewSource } from './viewSource.ts';
import type { ViewedFeed } from './viewSource.ts';

/** Who reads a feed: the whole of it, or a choice. */
export class FeedAudience {
  /** Those who read the whole of it. */
  readonly readers: FeedReaders;
  readonly #feed: FeedView & ViewedFeed;
  readonly #settings: FeedSettings<unknown>;
  #context: FeedContext | undefined;
  #views: FeedViews | undefined;

  constructor(feed: FeedView & ViewedFeed, settings: FeedSettings<unknown>) {
    this.#feed = feed;
    this.#settings = settings;
    this.readers = new FeedReaders(feed);
  }

  /** The choices of the feed that somebody reads; undefined before it is opened. */
  get views(): FeedViews | undefined {
    return this.#views;
  }

  /** How many read any of it. */
  get size(): number {
    return (this.#views?.readersWith(this.readers) ?? this.readers).size;
  }

  /** The codecs that somebody needs. */
  codecs(all: readonly Codec[]): readonly Codec[] {
    return this.readers.codecs(all);
  }

  open(context: FeedContext): void {
    this.#context = context;
    this.#views = this.#createViews(context);
  }

  #createViews({ runtime, channel, newChannel }: FeedContext): FeedViews {
    let last = channel;
    const { markEvery, memoryBytes, views } = this.#settings;
    const [maxPayload, maxKept] = [this.#feed.maxPayload, Math.floor(memoryBytes / 16)];
    const source = viewSource(this.#feed, { runtime, channel, markEvery, maxPayload, maxKept });
    return new FeedViews(source, newChannel ?? (() => (last += 1)), views);
  }

  /** The log is another one from now on: who reads it is told when it is woken. */
  renew(): void {
    const context = this.#context;
    if (context === undefined) return;
    const readers = this.#views?.readersWith([]) ?? [];
    this.#views?.stop();
    this.#views = this.#createViews(context);
    this.wake();
    for (const reader of readers) reader.wake();
  }

  wake(): void {
    this.readers.wake();
    this.#views?.wake();
  }

  close(): void {
    this.readers.clear();
    this.#views?.stop();
  }
}
