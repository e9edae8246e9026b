import type { Subscription } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Stream } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { fromWireTime } from '../wire/index.ts';
import type { Codec, End, Err, Item } from '../wire/index.ts';
import { viewSource } from './viewSource.ts';
import type { FeedContext } from './feedContext.ts';
import type { FeedLog } from './feedLog.ts';
import type { FeedSettings } from './feedConfig.ts';
import { FeedCheckpoints, refuseBarrier } from './feedCheckpoints.ts';
import { feedFailure } from './feedFailure.ts';
import { FeedFrames } from './feedFrames.ts';
import { FeedWriter } from './feedWriter.ts';
import type { PlacedCursor } from './cursorPlace.ts';
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
  /** When it was over, by the clock; Infinity while it goes on. */
  overAt: Milliseconds = Infinity;
  readonly #stream: Stream<unknown>;
  readonly #settings: FeedSettings<unknown>;
  readonly #readers = new FeedReaders(this);
  readonly #frames = new FeedFrames(this);
  #views: FeedViews | undefined;
  #context: FeedContext | undefined;
  #latest: LatestRows | undefined;
  #writer: FeedWriter | undefined;
  #checkpoints: FeedCheckpoints | undefined;
  #subscription: Subscription | undefined;
  #state: FeedState = 'new';
  #last: Last | undefined;
  /** Why it takes no more values. */
  #reason: unknown;
  #skipped = 0;
  #failed = 0;

  constructor(name: string, stream: Stream<unknown>, settings: FeedSettings<unknown>) {
    this.name = name;
    this.#stream = stream;
    this.#settings = settings;
    this.store = new FeedStore(name, settings, {
      encode: (batch) => this.#encode(batch),
      onMore: () => this.#more(),
      onError: (error) => this.#diskFailed(error),
    });
    this.brake =
      settings.pressure === 'none'
        ? undefined
        : new SourceBrake({ limits: settings, store: this.store });
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
    return (this.#latest ??= new LatestRows(this.log, readWhole(this.codecs)));
  }

  /** The most bytes of a message with events. */
  get maxPayload(): number {
    return Math.min(this.#context?.maxFrame ?? 0, Math.floor(this.#settings.memoryBytes / 4));
  }

  /** The choices of the feed that somebody reads; undefined before it is opened. */
  get views(): FeedViews | undefined {
    return this.#views;
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
    this.#views = this.#createViews(context);
    this.#writer = this.#createWriter(context);
    this.#state = 'live';
    this.#subscription = this.#stream.subscribe({
      next: (chunk) => this.#next(chunk),
      error: (error) => this.#fail(error),
      complete: () => this.#guarded(() => this.#complete()),
    });
    // A stream that ended within subscribe() could not be unsubscribed from then.
    if (this.#state !== 'live') this.#leave();
  }

  #createWriter({ runtime }: FeedContext): FeedWriter {
    const { name, store, tables } = this;
    const renew = (): void => this.#renew();
    const needs = { name, store, tables, runtime, renew };
    const writer = new FeedWriter(
      {
        ...needs,
        encode: (batch) => this.#encode(batch),
        wake: () => this.#wake(),
        guarded: (work) => this.#guarded(work),
      },
      this.#settings,
    );
    const isTooLarge = (item: Item): boolean => this.#isTooLarge(item);
    this.#checkpoints = new FeedCheckpoints({ name, store, tables, writer, isTooLarge, renew });
    return writer;
  }

  #isTooLarge(item: Item): boolean {
    const batch = { offset: 0, items: [item], before: -Infinity, watermark: -Infinity };
    return this.#encode(batch).every(({ isHole }) => isHole);
  }

  /** The log is another one from now on: who reads it is told when it is woken. */
  #renew(): void {
    const context = this.#context;
    if (context === undefined) return;
    const readers = this.#views?.readersWith([]) ?? [];
    this.#latest = undefined;
    this.#views?.stop();
    this.#views = this.#createViews(context);
    this.#wake();
    for (const reader of readers) reader.wake();
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
    this.#reason = this.#closedEarly();
    this.#stop();
    this.#readers.clear();
    this.#views?.stop();
    this.store.close();
  }

  attach(reader: FeedReader): void {
    this.#readers.add(reader);
  }

  settle(reader: FeedReader, cursor: PlacedCursor): void {
    this.#readers.settle(reader, cursor);
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
    return this.#last && { ...this.#last, ch };
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
      state: this.#state,
      subscribers: (this.#views?.readersWith(this.#readers) ?? this.#readers).size,
      views: this.#views?.size ?? 0,
      skipped: this.#skipped,
      filterFailed: this.#failed,
      ...(waiting === undefined ? {} : { waiting }),
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

  #next(chunk: Chunk<unknown>): void {
    if (this.#state !== 'live') return refuseBarrier(chunk.control, this.#reason);
    this.#guarded(() => {
      if (chunk.values.length > 0) this.#checkpoints?.checkUse();
      this.brake?.see(chunk.pressure);
      this.#writer?.take(chunk);
      this.#checkpoints?.take(chunk.control);
    });
    // One that failed by what came before a barrier, or by the barrier, is not in its checkpoint.
    if (this.isOver) refuseBarrier(chunk.control, this.#reason);
  }

  /** Readers may have more of the log. */
  #more(): void {
    if (this.#state === 'live') this.#writer?.more();
  }

  #encode(batch: Omit<Batch, 'channel'>): LogEntry[] {
    return writeBatch(
      { channel: this.channel, ...batch },
      this.#readers.codecs(this.codecs),
      this.maxPayload,
    );
  }

  #wake(): void {
    this.#readers.wake();
    this.#views?.wake();
  }

  #complete(): void {
    this.#writer?.complete();
    this.#checkpoints?.checkEnd();
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
    this.#reason = error;
    this.#finish(feedFailure(this.name, error));
    this.#settings.onError(error);
  }

  /** Results before a failure still go out, unless they are what cannot be told. */
  #sealWhatCan(): void {
    try {
      this.#writer?.flush();
    } catch {
      this.#writer?.forget();
    }
  }

  #finish(last: Last): void {
    this.#last = last;
    this.overAt = this.#context?.runtime.now() ?? Infinity;
    this.#stop();
    this.#wake();
  }

  #stop(): void {
    this.#leave();
    this.brake?.release();
    this.#writer?.stop();
  }

  /** A graph with checkpoints must go on asking for its part: what it did not take they must not cover. */
  #leave(): void {
    if (this.#checkpoints?.isUsed !== true) this.#subscription?.unsubscribe();
  }

  #closedEarly(): StreamError {
    const text = `feed '${this.name}': its server was closed before its graph had ended`;
    return new StreamError('MILLRACE_GRAPH', `${text}; stop the graph first`);
  }
}

/** What ends a feed for its subscribers. */
type Last = Omit<End, 'ch'> | Omit<Err, 'ch'>;
