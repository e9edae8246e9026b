import type { Milliseconds, Stream } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Codec, End, Err, Item } from '../wire/index.ts';
import { createTakers } from './createTakers.ts';
import { FeedAudience } from './feedAudience.ts';
import type { FeedContext } from './feedContext.ts';
import type { FeedLog } from './feedLog.ts';
import type { FeedSettings } from './feedConfig.ts';
import { FeedFrames } from './feedFrames.ts';
import { FeedLife } from './feedLife.ts';
import type { FeedWriter, WrittenFeed } from './feedWriter.ts';
import type { PlacedCursor } from './cursorPlace.ts';
import type { FeedReader } from './feedReader.ts';
import type { FeedStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { FeedView, Reading } from './feedView.ts';
import { FeedStore } from './feedStore.ts';
import type { FeedViews } from './feedViews.ts';
import { LatestRows, readWhole } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import { offsetAt } from './offsetAt.ts';
import { placeStats } from './placeStats.ts';
import { SourceBrake } from './sourceBrake.ts';
import { TablePublisher } from './tablePublisher.ts';
import { writeBatch } from './writeBatch.ts';
import type { Batch } from './writeBatch.ts';

/**
 * A stream as a feed: its values become batches of one shared log, at the end of each turn or when
 * a batch is full, and readers are woken. A failing stream ends the feed; it never throws here.
 */
export class PublishedFeed implements FeedView {
  readonly name: string;
  readonly key = '';
  readonly store: FeedStore;
  readonly isFiltered = false;
  /** What it is as a table; undefined where it is none. */
  readonly tables: TablePublisher | undefined;
  readonly brake: SourceBrake | undefined;
  readonly #stream: Stream<unknown>;
  readonly #settings: FeedSettings<unknown>;
  readonly #frames = new FeedFrames(this);
  readonly #audience: FeedAudience;
  readonly #life: FeedLife;
  #context: FeedContext | undefined;
  #latest: LatestRows | undefined;
  #writer: FeedWriter | undefined;
  #skipped = 0;
  #failed = 0;

  constructor(name: string, stream: Stream<unknown>, settings: FeedSettings<unknown>) {
    this.name = name;
    this.#stream = stream;
    this.#settings = settings;
    this.store = new FeedStore(name, settings, {
      encode: (batch) => this.#encode(batch),
      onMore: () => this.#more(),
      onError: (error) => this.#life.diskFailed(error),
    });
    this.brake =
      settings.pressure === 'none'
        ? undefined
        : new SourceBrake({ limits: settings, store: this.store });
    this.#audience = new FeedAudience(this, settings);
    this.#life = new FeedLife({
      name,
      brake: this.brake,
      onError: settings.onError,
      wake: () => this.#audience.wake(),
    });
    this.tables = settings.table && new TablePublisher(name, this, settings.table);
  }

  get log(): FeedLog {
    return this.store.log;
  }

  get isBroken(): boolean {
    return this.log.isBroken;
  }

  get epoch(): string {
    return this.store.epoch;
  }

  get channel(): number {
    return this.#context?.channel ?? -1;
  }

  get isOpened(): boolean {
    return this.#context !== undefined;
  }

  /** Nothing more comes: the feed ended or failed. */
  get isOver(): boolean {
    return this.#life.isOver;
  }

  /** When it was over, by the clock; Infinity while it goes on. */
  get overAt(): Milliseconds {
    return this.#life.overAt;
  }

  /** The newest event of each key and window in the log, for those who are behind. */
  get latest(): LatestRows {
    return (this.#latest ??= new LatestRows(this.log, readWhole(this.codecs)));
  }

  /** The most bytes of a message with events. */
  get maxPayload(): number {
    return Math.min(this.#context?.maxFrame ?? 0, Math.floor(this.#settings.memoryBytes / 4));
  }

  /** The choices of the feed that somebody reads; undefined before it is opened. */
  get views(): FeedViews | undefined {
    return this.#audience.views;
  }

  get codecs(): readonly Codec[] {
    return this.#context?.codecs ?? [];
  }

  /**
   * Opens a log on disk; goes before `open`.
   *
   * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
   */
  prepare(runtime: Runtime): Promise<void> {
    return this.store.prepare(runtime);
  }

  /** Subscribes to the stream, with a new epoch unless the log has one. A feed is opened once. */
  open(context: FeedContext): void {
    this.#context = context;
    this.store.open(context.runtime);
    this.#audience.open(context);
    const takers = createTakers(this.#written(context), this.#settings, context.runtime);
    this.#writer = takers.writer;
    this.#life.begin(this.#stream, takers);
  }

  #written({ runtime }: FeedContext): WrittenFeed {
    const { name, store, tables } = this;
    return {
      name,
      store,
      tables,
      runtime,
      encode: (batch) => this.#encode(batch),
      wake: () => this.#audience.wake(),
      guarded: (work) => this.#life.guarded(work),
      renew: () => this.#renew(),
    };
  }

  #renew(): void {
    this.#latest = undefined;
    this.#audience.renew();
  }

  /** Stops without a word to the readers: the server closes their connections. */
  close(): void {
    this.#life.close();
    this.#audience.close();
    this.store.close();
  }

  attach(reader: FeedReader): void {
    this.#audience.readers.add(reader);
  }

  settle(reader: FeedReader, cursor: PlacedCursor): void {
    this.#audience.readers.settle(reader, cursor);
  }

  detach(reader: FeedReader): void {
    this.#audience.readers.delete(reader);
  }

  /** The watermark before the event at an offset, as far as it may be told. */
  watermarkAt(offset: number): Milliseconds {
    const before = this.log.watermarkBefore(offset);
    return offset < this.log.head ? before : Math.max(before, this.watermark);
  }

  /** The offset of the first event kept that is at or after a time; the head if there is none. */
  offsetAt(time: Milliseconds): number {
    return offsetAt(this.log, time, (entry) => this.items(entry));
  }

  /** The watermark that has been told. */
  get watermark(): Milliseconds {
    return this.#writer?.published ?? -Infinity;
  }

  /** The events of a batch, as clients read them; it must not be a hole. */
  items(entry: LogEntry): readonly Item[] {
    return this.#frames.itemsOf(entry);
  }

  read(entry: LogEntry, _offset: number, codec: Codec): Reading {
    const { end, watermark } = entry;
    return { end, watermark, frame: this.frame(entry, codec) };
  }

  /** All that is passed was given out. */
  tellable(offset: number): number {
    return offset;
  }

  /** Nobody is told this of the whole feed. */
  passFrame(): never {
    throw new Error('each event of a whole feed is for its readers');
  }

  /** The frame of a batch in a codec. */
  frame(entry: LogEntry, codec: Codec): Frame {
    return this.#frames.frame(entry, codec);
  }

  /** The frame that tells the watermark to those who have read everything. */
  markFrame(codec: Codec): Frame {
    return this.#frames.markFrame(codec);
  }

  /** The frame that ends the feed; undefined while it goes on. */
  lastFrame(codec: Codec): Frame | undefined {
    const last = this.lastMessage(this.channel);
    return last && frameOf(codec, last);
  }

  /** What ends the feed on a channel; undefined while it goes on. */
  lastMessage(ch: number): End | Err | undefined {
    return this.#life.lastMessage(ch);
  }

  countSkipped(events: number): void {
    this.#skipped += events;
  }

  countFailed(events: number): void {
    this.#failed += events;
  }

  stats(): FeedStats {
    const waiting = this.#writer?.waiting;
    return {
      ...placeStats(this),
      state: this.#life.state,
      subscribers: this.#audience.size,
      views: this.views?.size ?? 0,
      skipped: this.#skipped,
      filterFailed: this.#failed,
      ...(waiting === undefined ? {} : { waiting }),
    };
  }

  /** Readers may have more of the log. */
  #more(): void {
    if (this.#life.state === 'live') this.#writer?.more();
  }

  #encode(batch: Omit<Batch, 'channel'>): LogEntry[] {
    return writeBatch(
      { channel: this.channel, ...batch },
      this.#audience.codecs(this.codecs),
      this.maxPayload,
    );
  }
}
