import type { Milliseconds } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Codec, End, Err, Item } from '../wire/index.ts';
import type { PlacedCursor } from './cursorPlace.ts';
import type { FeedReader } from './feedReader.ts';
import { FeedReaders } from './feedReaders.ts';
import type { ReadableLog } from './feedLog.ts';
import type { FeedView, Reading } from './feedView.ts';
import { FilterBudget } from './filterBudget.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { LatestRows } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import { Marker } from './marker.ts';
import { SelectedBatches } from './selectedBatches.ts';
import { selectItems } from './selectItems.ts';
import type { ItemChoice, SelectedItems } from './selectItems.ts';
import { SharedFrames } from './sharedFrames.ts';
import type { SourceBrake } from './sourceBrake.ts';
import type { TablePublisher } from './tablePublisher.ts';

/** What a view needs of its feed. */
export interface ViewSource {
  readonly runtime: Runtime;
  readonly name: string;
  readonly epoch: string;
  /** The number of the feed as a whole. */
  readonly channel: number;
  readonly log: ReadableLog;
  readonly tables: TablePublisher | undefined;
  readonly brake: SourceBrake | undefined;
  readonly isOver: boolean;
  /** When it was over, by the clock; Infinity while it goes on. */
  readonly overAt: Milliseconds;
  /** Its log cannot be read. */
  readonly isBroken: boolean;
  readonly watermark: Milliseconds;
  readonly maxPayload: number;
  /** The most bytes of frames that a view keeps. */
  readonly maxKept: number;
  /** How often at most it is told that there was nothing for the view. */
  readonly markEvery: Milliseconds;
  watermarkAt(offset: number): Milliseconds;
  /** The events of a batch, as clients read them. */
  itemsOf(entry: LogEntry): readonly Item[];
  /** The frame of a batch of the feed as a whole. */
  frame(entry: LogEntry, codec: Codec): Frame;
  /** What ends the feed on a channel. */
  lastMessage(channel: number): End | Err | undefined;
  countSkipped(events: number): void;
  /** Counts events that a filter could not judge. */
  countFailed(events: number): void;
}

/** A choice of a feed's events and of their fields. */
export class SelectedView implements FeedView {
  readonly key: string;
  readonly channel: number;
  readonly isFiltered: boolean;
  readonly #source: ViewSource;
  readonly #choice: ItemChoice;
  readonly #unused: () => void;
  readonly #batches: SelectedBatches;
  readonly #readers = new FeedReaders(this);
  readonly #shared = new SharedFrames();
  readonly #passed: Marker;
  readonly #budget: FilterBudget;
  #latest: LatestRows | undefined;

  /** `unused` is called when the last reader is gone. */
  constructor(
    source: ViewSource,
    choice: ItemChoice,
    place: { readonly key: string; readonly channel: number },
    unused: () => void,
  ) {
    this.#source = source;
    this.#choice = choice;
    this.#unused = unused;
    this.key = place.key;
    this.channel = place.channel;
    this.isFiltered = choice.accepts !== undefined;
    const { runtime, markEvery, maxPayload, maxKept } = source;
    // A reader is not woken while it reads.
    const wake = (): void => void runtime.soon(() => this.wake());
    this.#passed = new Marker(runtime, markEvery, wake);
    this.#budget = new FilterBudget(runtime, () => this.wake());
    this.#batches = new SelectedBatches(
      { channel: this.channel, maxPayload, maxKept },
      {
        select: (entry) => this.#select(entry),
        before: (entry) => source.watermarkAt(entry.offset),
      },
    );
  }

  get name(): string {
    return this.#source.name;
  }

  get epoch(): string {
    return this.#source.epoch;
  }

  get log(): ReadableLog {
    return this.#source.log;
  }

  get tables(): TablePublisher | undefined {
    return this.#source.tables;
  }

  get brake(): SourceBrake | undefined {
    return this.#source.brake;
  }

  get isOver(): boolean {
    return this.#source.isOver;
  }

  get isBroken(): boolean {
    return this.#source.isBroken || this.#isTooSlow;
  }

  /** The filter took too long. */
  get #isTooSlow(): boolean {
    return this.isFiltered && this.#budget.isExhausted;
  }

  get watermark(): Milliseconds {
    return this.#source.watermark;
  }

  get maxPayload(): number {
    return this.#source.maxPayload;
  }

  get readers(): Iterable<FeedReader> {
    return this.#readers;
  }

  get latest(): LatestRows {
    this.#latest ??= new LatestRows(this.log, (entry) =>
      this.#mustWait(entry) ? undefined : this.#batches.itemsOf(entry),
    );
    return this.#latest;
  }

  /** Others have their turn before the filter judges one more batch; readers are woken then. */
  #mustWait(entry: LogEntry): boolean {
    return !this.#batches.has(entry) && this.#budget.isTired();
  }

  watermarkAt(offset: number): Milliseconds {
    return this.#source.watermarkAt(offset);
  }

  read(entry: LogEntry, offset: number, codec: Codec): Reading | undefined {
    // All of the feed on its own channel: only later than for others.
    if (this.channel === this.#source.channel) {
      const { end, watermark } = entry;
      return { end, watermark, frame: this.#source.frame(entry, codec) };
    }
    if (this.#mustWait(entry)) return undefined;
    return this.#batches.read(entry, offset, codec);
  }

  #select(entry: LogEntry): SelectedItems {
    const budget = this.#budget;
    budget.begin();
    const items = this.#source.itemsOf(entry);
    budget.prepared();
    const bytes = entry.bytes / entry.count;
    let run = 0;
    const selected = selectItems(entry.offset, items, this.#choice, (next) => {
      budget.judged(run, run * bytes);
      run = next;
      return !this.#isTooSlow;
    });
    budget.judged(run, run * bytes);
    this.#source.countFailed(selected.failed.length);
    return selected;
  }

  tellable(offset: number): number {
    if (this.isOver) return offset;
    this.#passed.moved(offset);
    return Math.min(offset, this.#passed.published);
  }

  passFrame(from: number, to: number, codec: Codec): Frame {
    const wm = toWireTime(this.watermarkAt(to));
    const [ch, why, offs, items] = [this.channel, 'filtered', [], []] as const;
    return this.#shared.frame(codec, { t: 'pick', ch, from, to, wm, why, offs, items });
  }

  markFrame(codec: Codec): Frame {
    const wm = toWireTime(this.watermark);
    return this.#shared.frame(codec, { t: 'mark', ch: this.channel, off: this.log.head, wm });
  }

  lastFrame(codec: Codec): Frame | undefined {
    const last = this.#isTooSlow ? tooSlow(this.channel) : this.#source.lastMessage(this.channel);
    return last === undefined ? undefined : frameOf(codec, last);
  }

  countSkipped(events: number): void {
    this.#source.countSkipped(events);
  }

  wake(): void {
    this.#readers.wake();
  }

  attach(reader: FeedReader): void {
    this.#readers.add(reader);
  }

  settle(reader: FeedReader, cursor: PlacedCursor): void {
    this.#readers.settle(reader, cursor);
  }

  detach(reader: FeedReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.stop();
    this.#unused();
  }

  /** Forgets its readers and timers. */
  stop(): void {
    this.#passed.stop();
    this.#budget.stop();
    this.#readers.clear();
  }
}

function tooSlow(ch: number): Err {
  const msg = 'sub: filter: it takes too long; a simpler one may not';
  return { t: 'err', ch, code: 'filterTooSlow', msg, retry: false };
}
