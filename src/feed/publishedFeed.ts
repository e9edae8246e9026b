import type { Subscription } from 'rxjs';
import { watermarkBefore } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Stream } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import { fromWireTime, toWireTime } from '../wire/index.ts';
import type { Codec, End, Err, Item } from '../wire/index.ts';
import { viewSource } from './viewSource.ts';
import { itemOf } from './itemOf.ts';
import { DecodedBatches } from './decodedBatches.ts';
import type { FeedContext } from './feedContext.ts';
import type { FeedLog } from './feedLog.ts';
import type { FeedSettings } from './feedConfig.ts';
import { feedFailure } from './feedFailure.ts';
import type { FeedReader } from './feedReader.ts';
import { FeedReaders } from './feedReaders.ts';
import type { FeedState, FeedStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { FeedView, Reading } from './feedView.ts';
import { FeedStore } from './feedStore.ts';
import { FeedViews } from './feedViews.ts';
import { LatestRows, readWhole } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import { Marker } from './marker.ts';
import { OpenBatch } from './openBatch.ts';
import { placeStats } from './placeStats.ts';
import { SharedFrames } from './sharedFrames.ts';
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
  /** When it was over, by the clock; Infinity while it goes on. */
  overAt: Milliseconds = Infinity;
  readonly #stream: Stream<unknown>;
  readonly #settings: FeedSettings<unknown>;
  readonly #readers = new FeedReaders();
  readonly #open = new OpenBatch();
  readonly #decoded = new DecodedBatches();
  #views: FeedViews | undefined;
  #context: FeedContext | undefined;
  #latest: LatestRows | undefined;
  #marker: Marker | undefined;
  #subscription: Subscription | undefined;
  #flushing: Cancel | undefined;
  #state: FeedState = 'new';
  #last: Last | undefined;
  readonly #shared = new SharedFrames();
  #skipped = 0;
  #failed = 0;

  constructor(name: string, stream: Stream<unknown>, settings: FeedSettings<unknown>) {
    this.name = name;
    this.#stream = stream;
    this.#settings = settings;
    this.store = new FeedStore(name, settings);
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
    return this.#last !== undefined;
  }

  /** The newest event of each key and window in the log, for those who are behind. */
  get latest(): LatestRows {
    this.#latest ??= new LatestRows(this.log, readWhole(this.#codecs));
    return this.#latest;
  }

  /** The most bytes of a message with events. */
  get maxPayload(): number {
    return Math.min(this.#context?.maxFrame ?? 0, Math.floor(this.#settings.memoryBytes / 4));
  }

  /** The choices of the feed that somebody reads; undefined before it is opened. */
  get views(): FeedViews | undefined {
    return this.#views;
  }

  get #codecs(): readonly Codec[] {
    return this.#context?.codecs ?? [];
  }

  /**
   * Opens a log on disk; goes before `open`.
   *
   * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
   */
  prepare(runtime: Runtime): Promise<void> {
    return this.store.prepare(runtime, {
      encode: (batch) => this.#encode(batch),
      onMore: () => this.#more(),
      onError: (error) => this.#diskFailed(error),
    });
  }

  /** Subscribes to the stream, with a new epoch unless the log has one. A feed is opened once. */
  open(context: FeedContext): void {
    this.#context = context;
    this.store.open(context.runtime);
    // The watermark of an epoch never goes back.
    this.#open.begin(this.log.watermarkBefore(this.log.end));
    this.#views = this.#createViews(context);
    this.#marker = new Marker(context.runtime, this.#settings.markEvery, () => this.#wake());
    this.#marker.told(this.#open.watermark);
    this.#state = 'live';
    this.#subscription = this.#stream.subscribe({
      next: (chunk) => this.#guarded(() => this.#take(chunk)),
      error: (error) => this.#fail(error),
      complete: () => this.#guarded(() => this.#complete()),
    });
    // A stream that ended within subscribe() could not be unsubscribed from then.
    if (this.#state !== 'live') this.#subscription.unsubscribe();
  }

  #createViews({ runtime, channel, newChannel }: FeedContext): FeedViews {
    let last = channel;
    const { markEvery, memoryBytes, views } = this.#settings;
    const [maxPayload, maxKept] = [this.maxPayload, Math.floor(memoryBytes / 16)];
    const source = viewSource(this, { runtime, channel, markEvery, maxPayload, maxKept });
    return new FeedViews(source, newChannel ?? (() => (last += 1)), views);
  }

  /** Stops without a word to the readers: the server closes their connections. */
  close(): void {
    if (this.#state === 'live') this.#state = 'stopped';
    this.#stop();
    this.#readers.clear();
    this.#views?.stop();
    this.store.close();
  }

  attach(reader: FeedReader): void {
    this.#readers.add(reader);
  }

  detach(reader: FeedReader): void {
    this.#readers.delete(reader);
  }

  /** The watermark before the event at an offset, as far as it may be told. */
  watermarkAt(offset: number): Milliseconds {
    const before = this.log.watermarkBefore(offset);
    return offset < this.log.head ? before : Math.max(before, this.watermark);
  }

  /** The offset of the first event kept that is at or after a time; the head if there is none. */
  offsetAt(time: Milliseconds): number {
    const entry = this.log.reaching(time);
    if (entry === undefined || entry.offset >= this.log.head) return this.log.head;
    if (entry.isHole) return entry.offset;
    const reaching = this.items(entry).findIndex(({ et }) => fromWireTime(et) >= time);
    return entry.offset + reaching;
  }

  /** The watermark that has been told. */
  get watermark(): Milliseconds {
    return this.#marker?.published ?? -Infinity;
  }

  /** The events of a batch, as clients read them; it must not be a hole. */
  items(entry: LogEntry): readonly Item[] {
    return this.#decoded.itemsOf(entry, this.#codecs);
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
    const before = entry.bytes;
    const frame = entry.frame(codec, this.#codecs);
    if (entry.bytes > before) this.log.grew(entry, entry.bytes - before);
    return frame;
  }

  /** The frame that tells the watermark to those who have read everything. */
  markFrame(codec: Codec): Frame {
    const wm = toWireTime(this.watermark);
    return this.#shared.frame(codec, { t: 'mark', ch: this.channel, off: this.log.head, wm });
  }

  /** The frame that ends the feed; undefined while it goes on. */
  lastFrame(codec: Codec): Frame | undefined {
    const last = this.lastMessage(this.channel);
    return last && frameOf(codec, last);
  }

  /** What ends the feed on a channel; undefined while it goes on. */
  lastMessage(ch: number): End | Err | undefined {
    return this.#last && { ...this.#last, ch };
  }

  countSkipped(events: number): void {
    this.#skipped += events;
  }

  countFailed(events: number): void {
    this.#failed += events;
  }

  stats(): FeedStats {
    return {
      ...placeStats(this),
      state: this.#state,
      subscribers: (this.#views?.readersWith(this.#readers) ?? this.#readers).size,
      views: this.#views?.size ?? 0,
      skipped: this.#skipped,
      filterFailed: this.#failed,
    };
  }

  #guarded(work: () => void): void {
    if (this.#state !== 'live') return;
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(chunk: Chunk<unknown>): void {
    const { values, timestamps } = chunk;
    const { batch } = this.#settings;
    if (values.length === 0) return this.#move(chunk.watermark);
    for (let i = 0; i < values.length; i += 1) {
      const item = itemOf(this.#settings, values[i], timestamps[i] as number);
      if (item === undefined) continue;
      this.#open.add(item);
      const after = i + 1 < values.length ? watermarkBefore(chunk, i + 1) : chunk.watermark;
      this.#open.watermark = Math.max(this.#open.watermark, after);
      if (this.#open.length >= batch) this.#seal();
    }
    // The last values may have told nothing.
    this.#move(chunk.watermark);
    this.#flushSoon();
  }

  #move(watermark: Milliseconds): void {
    this.#open.watermark = Math.max(this.#open.watermark, watermark);
    // Items that wait for the end of the turn take the watermark with them.
    if (this.#open.length > 0) return;
    this.#open.before = this.#open.watermark;
    // Events that wait for the disk must not come behind a watermark that says they are all there.
    if (this.log.head === this.log.end) this.#marker?.moved(this.#open.watermark);
  }

  #flushSoon(): void {
    this.#flushing ??= this.#context?.runtime.soon(() => {
      this.#flushing = undefined;
      this.#guarded(() => {
        this.#seal();
        this.#wake();
      });
    });
  }

  /** The open items become a batch of the log. */
  #seal(): void {
    const context = this.#context;
    if (context === undefined || this.#open.length === 0) return;
    const taken = { offset: this.log.end, ...this.#open.take() };
    const { batch, failure } = this.tables?.take(taken) ?? { batch: taken };
    if (batch.items.length > 0) {
      const entries = this.#encode(batch);
      this.store.append(batch, entries);
      this.tables?.appended(entries);
      this.#tellWatermark();
    }
    if (failure !== undefined) throw failure.error;
  }

  /** The watermark of what readers may have. */
  #tellWatermark(): void {
    this.#marker?.told(this.log.watermarkBefore(this.log.head));
  }

  /** The disk has more that readers may have. */
  #more(): void {
    if (this.#state !== 'live') return;
    this.#tellWatermark();
    if (this.#open.length === 0) this.#move(this.#open.watermark);
    this.#wake();
  }

  #encode(batch: Omit<Batch, 'channel'>): LogEntry[] {
    return writeBatch(
      { channel: this.channel, ...batch },
      this.#readers.codecs(this.#codecs),
      this.maxPayload,
    );
  }

  #wake(): void {
    this.#readers.wake();
    this.#views?.wake();
  }

  #complete(): void {
    this.#seal();
    this.log.flush();
    this.#tellWatermark();
    this.#marker?.moved(this.#open.watermark);
    this.#marker?.flush();
    this.#state = 'ended';
    this.#finish({ t: 'end' });
  }

  #fail(error: unknown): void {
    if (this.#state !== 'live') return;
    this.#sealWhatCan();
    this.#finishWith(error);
  }

  /** A feed that was complete is not any more when its log cannot be read. */
  #diskFailed(error: unknown): void {
    if (this.#state === 'live') this.#fail(error);
    else if (this.#state === 'ended') this.#finishWith(error);
  }

  #finishWith(error: unknown): void {
    this.#state = 'failed';
    this.#finish(feedFailure(this.name, error));
    this.#settings.onError(error);
  }

  /** Results before a failure still go out, unless they are what cannot be told. */
  #sealWhatCan(): void {
    try {
      this.#seal();
      this.log.flush();
    } catch {
      this.#open.take();
    }
  }

  #finish(last: Last): void {
    this.#last = last;
    this.overAt = this.#context?.runtime.now() ?? Infinity;
    this.#stop();
    this.#wake();
  }

  #stop(): void {
    this.#subscription?.unsubscribe();
    this.#marker?.stop();
    this.#flushing?.();
    this.#flushing = undefined;
  }
}

/** What ends a feed for its subscribers. */
type Last = Omit<End, 'ch'> | Omit<Err, 'ch'>;
