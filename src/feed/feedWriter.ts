import { watermarkBefore } from '../../operators/index.ts';
import type { Chunk, Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { Item } from '../wire/index.ts';
import { CommitQueue } from './commitQueue.ts';
import type { FeedSettings } from './feedConfig.ts';
import type { FeedStore } from './feedStore.ts';
import { itemOf } from './itemOf.ts';
import type { LogEntry } from './logEntry.ts';
import { Marker } from './marker.ts';
import { OpenBatch } from './openBatch.ts';
import type { TablePublisher } from './tablePublisher.ts';
import type { ToldEvents } from './toldEvents.ts';
import type { Batch } from './writeBatch.ts';

/** The feed that is written. */
export interface WrittenFeed {
  readonly name: string;
  readonly store: FeedStore;
  readonly tables: TablePublisher | undefined;
  readonly runtime: Runtime;
  encode(batch: Omit<Batch, 'channel'>): LogEntry[];
  /** Readers have more. */
  wake(): void;
  /** Runs what may fail: then the feed does. */
  guarded(work: () => void): void;
  /** What was told of the log before may not hold any more. */
  renew(): void;
}

/**
 * Makes batches of the log out of a stream's values: at the end of each turn, when a batch is full, and
 * at a barrier.
 */
export class FeedWriter {
  readonly #feed: WrittenFeed;
  readonly #settings: FeedSettings<unknown>;
  readonly #open = new OpenBatch();
  readonly #marker: Marker;
  /** Of a feed that waits for checkpoints. */
  readonly #waiting: CommitQueue | undefined;
  /** What was told before a restart and has not come again. */
  #told: ToldEvents | undefined;
  #flushing: Cancel | undefined;

  constructor(feed: WrittenFeed, settings: FeedSettings<unknown>) {
    this.#feed = feed;
    this.#settings = settings;
    const { maxEvents, maxBytes, publish, markEvery } = settings;
    const events = Math.max(1, Math.floor(Math.min(maxEvents, MOST_WAITING * 2) / 2));
    const limits = { events, bytes: Math.floor(maxBytes / 2) };
    this.#waiting = publish === 'committed' ? new CommitQueue(feed.name, limits) : undefined;
    this.#marker = new Marker(feed.runtime, markEvery, () => feed.wake());
    this.goOn();
  }

  /** Goes on where the log ends, whose watermark holds: that of an epoch never goes back. */
  goOn(): void {
    const { log } = this.#feed.store;
    this.#open.begin(log.watermarkBefore(log.end));
    this.#marker.told(this.#open.watermark);
  }

  /** The watermark that has been told. */
  get published(): Milliseconds {
    return this.#marker.published;
  }

  /** The watermark that has come. */
  get watermark(): Milliseconds {
    return this.#open.watermark;
  }

  /** How many events wait for a checkpoint; undefined where none does. */
  get waiting(): number | undefined {
    return this.#waiting?.size;
  }

  /** The events of the log that are expected once more. */
  get expected(): readonly number[] {
    return this.#told?.offsets() ?? [];
  }

  /** From now on values are looked up among those that were told. */
  expect(told: ToldEvents): void {
    this.#told = told.size === 0 ? undefined : told;
  }

  /** Takes the values of a chunk and its watermark. */
  take(chunk: Chunk<unknown>): void {
    const { values, timestamps } = chunk;
    this.#waiting?.see(chunk.pressure);
    for (let i = 0; i < values.length; i += 1) {
      this.#pass(watermarkBefore(chunk, i));
      const item = itemOf(this.#settings, values[i], timestamps[i] as number);
      if (item === undefined || this.#isTold(item)) continue;
      this.#open.add(item);
      const after = i + 1 < values.length ? watermarkBefore(chunk, i + 1) : chunk.watermark;
      this.#open.watermark = Math.max(this.#open.watermark, after);
      if (this.#open.length >= this.#settings.batch) this.seal();
    }
    this.#pass(chunk.watermark);
    // The last values may have told nothing.
    this.#move(chunk.watermark);
    if (values.length > 0) this.#flushSoon();
  }

  /** What was to come again by a watermark has, or it never does. */
  #pass(watermark: Milliseconds): void {
    if (this.#told !== undefined && watermark > this.#told.deadline) this.#differ();
  }

  #isTold(item: Item): boolean {
    const answer = this.#told?.take(item) ?? 'new';
    if (answer === 'other') this.#differ();
    if (this.#told?.size === 0) this.#told = undefined;
    return answer === 'told';
  }

  /** What was told and does not come again is taken back: from there on subscribers begin anew. */
  #differ(): void {
    const gone = this.expected;
    this.#told = undefined;
    this.seal();
    this.#feed.store.takeOut(gone);
    this.#feed.renew();
    this.#feed.wake();
  }

  #move(watermark: Milliseconds): void {
    this.#open.watermark = Math.max(this.#open.watermark, watermark);
    // Items that wait for the end of the turn take the watermark with them.
    if (this.#open.length > 0) return;
    this.#open.before = this.#open.watermark;
    // What is told of a feed that waits for checkpoints is what they cover.
    if (this.#waiting !== undefined) return;
    const { log } = this.#feed.store;
    // Events that wait for the disk must not come behind a watermark that says they are all there.
    if (log.head === log.end) this.#marker.moved(this.#open.watermark);
  }

  #flushSoon(): void {
    this.#flushing ??= this.#feed.runtime.soon(() => {
      this.#flushing = undefined;
      this.#feed.guarded(() => {
        this.seal();
        this.#feed.wake();
      });
    });
  }

  /** The open items become a batch of the log. */
  seal(): void {
    if (this.#open.length === 0) return;
    const { store, tables } = this.#feed;
    const taken = { offset: store.log.end, ...this.#open.take() };
    const { batch, failure } = tables?.take(taken) ?? { batch: taken };
    if (batch.items.length > 0) {
      const entries = this.#feed.encode(batch);
      store.append(batch, entries);
      for (const entry of entries) this.#waiting?.add(entry);
      tables?.appended(entries);
      this.#tellWatermark();
    }
    if (failure !== undefined) throw failure.error;
  }

  /** The watermark of what readers may have. */
  #tellWatermark(): void {
    const { log } = this.#feed.store;
    this.#marker.told(log.watermarkBefore(log.head));
  }

  /** Readers may have more of the log. */
  more(): void {
    const { committed, log } = this.#feed.store;
    this.#tellWatermark();
    this.#waiting?.reach(log.head);
    if (committed !== undefined) this.#marker.moved(committed.committed);
    else if (this.#open.length === 0) this.#move(this.#open.watermark);
    this.#feed.wake();
  }

  /** Everything came: readers get it, and the last watermark, unless it waits for a checkpoint. */
  complete(): void {
    if (this.#told !== undefined) this.#differ();
    const { committed } = this.#feed.store;
    this.flush();
    this.#tellWatermark();
    this.#marker.moved(committed?.committed ?? this.#open.watermark);
    this.#marker.flush();
  }

  /** Readers get what they may have. */
  flush(): void {
    const { log } = this.#feed.store;
    this.seal();
    log.flush();
    this.#waiting?.reach(log.head);
  }

  /** Forgets what cannot be told. */
  forget(): void {
    this.#open.take();
  }

  stop(): void {
    this.#marker.stop();
    this.#flushing?.();
    this.#flushing = undefined;
    this.#waiting?.reach(Infinity);
  }
}

/** So many events may wait for a checkpoint, whatever the log keeps. */
const MOST_WAITING = 1_048_576;
