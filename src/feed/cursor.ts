import type { Milliseconds } from '../../operators/index.ts';
import { toWireTime, WireError } from '../wire/index.ts';
import type { Codec, SkipReason, Slow } from '../wire/index.ts';
import type { CursorPlace, PlacedCursor, SharedPlace } from './cursorPlace.ts';
import { CursorTally } from './cursorTally.ts';
import type { CursorStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { FeedView } from './feedView.ts';
import type { LatestRun, LoggedItem } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import { BLOCK } from './slowness.ts';
import type { Slowness } from './slowness.ts';
import type { SourceBrake } from './sourceBrake.ts';
import { TableProgress } from './tableProgress.ts';
import type { TableNeed } from './tableProgress.ts';

/** The most events of one choice. */
const LARGEST_PICK = 256;

/**
 * The position of one connection in a view of a feed, for all its subscriptions to that view. It
 * holds nothing of the log: when the log has moved on past it, it goes on at the floor and tells.
 */
export class Cursor implements PlacedCursor {
  readonly view: FeedView;
  /** The epoch of the view when it began. */
  readonly epoch: string;
  /** The ids of the subscriptions that share this position. */
  readonly ids: Set<number> = new Set();
  readonly tally: CursorTally = new CursorTally();
  /** Where subscriptions stand that had been further than the position is now. */
  readonly #ahead = new Map<number, number>();
  readonly #slowness: Slowness;
  readonly #wake: () => void;
  readonly #table: TableProgress | undefined;
  #place: CursorPlace;
  /** Of the bytes written in a shared place, how many less or more were for this one. */
  #sentApart = 0;
  #shared: SharedPlace | undefined;
  /** From here on the subscriber gets what it asked for when it is slow; all before comes whole. */
  #liveFrom: number;
  /** There was more to write than the socket took, and not all of it has been written yet. */
  #isHeld = false;
  #isOver = false;

  /** `wake` is called when what was read from a disk is there. */
  constructor(
    view: FeedView,
    offset: number,
    slowness: Slowness = BLOCK,
    wake: () => void = () => undefined,
  ) {
    this.view = view;
    this.epoch = view.epoch;
    this.#wake = wake;
    this.#slowness = slowness;
    this.#place = { next: offset, told: offset, watermark: view.watermarkAt(offset), sent: 0 };
    this.#liveFrom = view.log.head;
    this.#table = view.tables && new TableProgress(view.tables, view, offset);
  }

  /** Only one who is to lose nothing holds up others. */
  get #brake(): SourceBrake | undefined {
    return this.#slowness.slow === 'block' ? this.view.brake : undefined;
  }

  /** From here on events are not replayed. */
  get liveFrom(): number {
    return this.#liveFrom;
  }

  /** The watermark that its reader has been told. */
  get watermark(): Milliseconds {
    return this.#place.watermark;
  }

  /** Its reader has been told a watermark elsewhere: on the same channel it must not go back. */
  knows(watermark: Milliseconds): void {
    this.part();
    this.#place.watermark = Math.max(this.#place.watermark, watermark);
  }

  /** The offset of the next event for a subscription. */
  positionOf(id: number): number {
    return Math.max(this.#place.told, this.#ahead.get(id) ?? 0);
  }

  /** The offset that comes next. */
  get next(): number {
    return this.#place.next;
  }

  /** The end of the feed was given out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a subscription that wants this when it is slow can share the position. */
  isFor(slow: Slow): boolean {
    return JSON.stringify(slow) === JSON.stringify(this.#slowness.slow);
  }

  /** From where on a table's snapshot must be for a further subscription; undefined where none is needed. */
  get leastSnapshot(): number | undefined {
    return this.#table?.leastSnapshot;
  }

  /** What a subscription needs that goes on elsewhere, where it is in the middle of a table here. */
  get need(): TableNeed | undefined {
    return this.#table?.need;
  }

  /**
   * Adds a subscription: what it needs again comes again, and the others know it by its offsets.
   */
  add(id: number, offset: number, liveFrom: number = this.view.log.head, need?: TableNeed): void {
    this.part();
    this.#table?.prepare(offset, need);
    for (const other of this.ids) this.#ahead.set(other, this.positionOf(other));
    this.#ahead.set(id, offset);
    this.#liveFrom = this.ids.size === 0 ? liveFrom : Math.max(this.#liveFrom, liveFrom);
    this.ids.add(id);
    this.#place.next = Math.min(this.#place.next, offset);
    this.#place.told = Math.min(this.#place.told, offset);
  }

  /**
   * There is something to write, and the socket is full.
   *
   * @throws WireError `tooSlow` when something is lost by that, and nothing may be
   */
  hold(): void {
    this.part();
    const { floor, head } = this.view.log;
    if (this.#place.next < head) this.#isHeld = true;
    this.#brake?.report(this, head - this.#place.next);
    if (this.#place.next < floor) this.#judgeLoss();
  }

  /** The next frame to write; undefined when there is nothing new, or no sample is due. */
  step(codec: Codec): Frame | undefined {
    this.part();
    for (;;) {
      const frame = this.#advance(codec);
      if (frame !== 'nothing') return frame;
    }
  }

  /** Whether a further step may give a frame: false where it would find nothing. */
  get hasMore(): boolean {
    const { view } = this;
    if (this.#place.next < view.log.head || this.#place.told < this.#place.next) return true;
    if (this.#table?.hasMore === true) return true;
    return this.#place.watermark < view.watermark || view.isOver || view.isBroken;
  }

  /** All there is was written. */
  rest(): void {
    this.#isHeld = false;
    this.#brake?.report(this, 0);
  }

  /** A frame of its own was written. */
  wrote(frame: Frame): void {
    this.#place.sent += frame.bytes.length;
  }

  /** All there is was given out, and what comes next would be for others here as for this one. */
  get isSettled(): boolean {
    return this.#slowness.samples === undefined && this.#table?.need === undefined && !this.hasMore;
  }

  share(shared: SharedPlace): boolean {
    const { next, watermark, sent } = this.#place;
    const { place } = shared;
    if (next !== place.next || watermark !== place.watermark) return false;
    this.#sentApart += sent - place.sent;
    this.#place = place;
    this.#shared = shared;
    return true;
  }

  part(from: CursorPlace = this.#place): void {
    if (this.#shared === undefined) return;
    this.#place = { ...from };
    this.#shared.left(this);
    this.#shared = undefined;
  }

  /** `'nothing'` for a batch that the view shows nothing of. */
  #advance(codec: Codec): Step {
    const { log, isBroken } = this.view;
    if (isBroken) return this.#last(codec);
    if (this.#place.next < log.floor) {
      this.#judgeLoss();
      return this.#leaveOut(codec, log.floor, 'dropped');
    }
    const state = this.#table?.next(codec);
    if (state === 'anew') return this.#leaveOut(codec, log.head, 'dropped');
    if (state !== undefined) return state;
    if (this.#place.next >= log.head) return this.#stepAtHead(codec);
    const entry = log.at(this.#place.next);
    if (entry === undefined)
      return log.fetch(this.#place.next, this.#wake) ? undefined : this.#stepAtHead(codec);
    if (entry.isHole) return this.#leaveOut(codec, entry.end, 'tooLarge');
    return this.#place.next < this.#liveFrom ? this.#whole(entry, codec) : this.#live(entry, codec);
  }

  /** A table of which events are missing is told anew. */
  #leaveOut(codec: Codec, least: number, why: SkipReason): Frame {
    if (this.#table === undefined) return this.#skip(codec, least, why);
    const offset = this.#table.beginAnew(least);
    this.#place.watermark = Math.max(this.#place.watermark, this.view.watermarkAt(offset));
    return this.#skip(codec, offset, why);
  }

  #judgeLoss(): void {
    if (this.#slowness.slow !== 'close') return;
    throw new WireError(
      'tooSlow',
      `feed '${this.view.name}': events are gone before they were read`,
    );
  }

  #whole(entry: LogEntry, codec: Codec): Step {
    const reading = this.view.read(entry, this.#place.next, codec);
    // The next look tells why it ends.
    if (this.view.isBroken) return 'nothing';
    if (reading === undefined) return undefined;
    const { end, watermark, frame } = reading;
    if (frame === 'nothing') {
      this.#place.next = end;
      return frame;
    }
    if (frame === 'tooLarge') return this.#leaveOut(codec, end, 'tooLarge');
    if (this.#place.told < this.#place.next) return this.#passed(this.#place.next, codec);
    this.#place.next = end;
    this.#place.told = end;
    this.#place.watermark = Math.max(this.#place.watermark, watermark);
    if (end === entry.end) this.#table?.came(entry.check);
    return frame;
  }

  /** Tells that no event up to an offset is for the view. */
  #passed(to: number, codec: Codec): Frame {
    const from = this.#place.told;
    this.#place.told = to;
    this.#place.watermark = Math.max(this.#place.watermark, this.view.watermarkAt(to));
    return this.view.passFrame(from, to, codec);
  }

  /** What comes after the subscription, as it is asked for. */
  #live(entry: LogEntry, codec: Codec): Step {
    const { slow, most, samples } = this.#slowness;
    const newest = this.view.log.head - most;
    if (this.#isHeld && this.#place.next < newest) {
      return this.#leaveOut(codec, newest, 'dropped');
    }
    if (samples !== undefined && !this.view.isOver && !samples.isDue()) return undefined;
    const isChoosy = samples !== undefined || (slow === 'latest' && this.#isHeld);
    return isChoosy ? this.#pick(entry, codec) : this.#whole(entry, codec);
  }

  /** The newest events of all keys and windows from here on, as many as a message holds. */
  #pick(entry: LogEntry, codec: Codec): Step {
    if (this.#place.told < this.#place.next) return this.#passed(this.#place.next, codec);
    if (this.view.latest.fetch(this.#wake)) return undefined;
    const run = this.view.latest.from(this.#place.next, LARGEST_PICK);
    if (this.view.isBroken) return 'nothing';
    const frame = this.#pickThatFits(run, codec) ?? this.#unpicked(entry, codec);
    if (this.#place.next === this.view.log.head) {
      this.#slowness.samples?.given();
      this.#table?.chosen();
    }
    return frame;
  }

  /** An event that fits only into the message that it came in; a patch of it may fit no state here. */
  #unpicked(entry: LogEntry, codec: Codec): Step {
    if (this.#table === undefined) return this.#whole(entry, codec);
    return this.#leaveOut(codec, entry.end, 'tooLarge');
  }

  /** Undefined when the next event fits only into the message that it came in. */
  #pickThatFits({ found, end }: LatestRun, codec: Codec): Frame | undefined {
    const [from, count] = [this.#place.next, found.length];
    if (count === 0) return this.#nothing(end, codec);
    const { tables, log } = this.view;
    const isAmid = tables !== undefined && end < log.head;
    const wm = this.view.watermarkAt(end);
    const frame = frameOf(codec, {
      t: 'pick',
      ch: this.view.channel,
      from,
      to: end,
      wm: toWireTime(wm),
      why: 'conflated',
      ...(isAmid ? { more: true } : {}),
      offs: found.map(({ offset }) => offset),
      items: found.map(({ item }) => tables?.table.whole(item) ?? item),
    });
    if (frame.payloadLength <= this.view.maxPayload) {
      this.#pass(end, 'conflated', end - from - count);
      this.#place.watermark = wm;
      this.#table?.chose(end);
      return frame;
    }
    const half = found.slice(0, Math.max(1, count >>> 1));
    const last = (half.at(-1) as LoggedItem).offset;
    if (count > 1) return this.#pickThatFits({ found: half, end: last + 1 }, codec);
    return last === from ? undefined : this.#skip(codec, last, 'conflated');
  }

  /** None of the events up to `end` is the newest of its key and window. */
  #nothing(end: number, codec: Codec): Frame {
    // Where a filter chooses and nothing is newer, there was none for it at all.
    if (!this.view.isFiltered || end < this.view.log.head)
      return this.#skip(codec, end, 'conflated');
    this.#place.next = end;
    return this.#passed(end, codec);
  }

  #stepAtHead(codec: Codec): Frame | undefined {
    this.rest();
    if (this.#place.told < this.#place.next) {
      const to = this.view.tellable(this.#place.next);
      return to > this.#place.told ? this.#passed(to, codec) : undefined;
    }
    const { watermark } = this.view;
    if (watermark > this.#place.watermark) {
      this.#place.watermark = watermark;
      return this.view.markFrame(codec);
    }
    return this.#last(codec);
  }

  #last(codec: Codec): Frame | undefined {
    const last = this.#isOver ? undefined : this.view.lastFrame(codec);
    this.#isOver ||= last !== undefined;
    return last;
  }

  #skip(codec: Codec, to: number, why: SkipReason): Frame {
    if (this.#place.told < this.#place.next) return this.#passed(this.#place.next, codec);
    const from = this.#place.next;
    const n = to - from;
    this.#pass(to, why, n);
    return frameOf(codec, { t: 'skip', ch: this.view.channel, from, to, n, why });
  }

  /** Goes on behind events of which so many did not come. */
  #pass(to: number, why: SkipReason, skipped: number): void {
    this.#place.next = to;
    this.#place.told = to;
    this.missed(why, skipped);
  }

  /** Its subscriber was told that so many events do not come. */
  missed(why: SkipReason, events: number): void {
    this.tally.lost(why, events);
    this.view.countSkipped(events);
  }

  /** The subscriptions are over. */
  stop(): void {
    this.#brake?.report(this, 0);
    this.part();
    this.#slowness.samples?.stop();
  }

  stats(): CursorStats {
    const { name, log } = this.view;
    const behind = Math.max(0, log.head - this.#place.next);
    const lag = behind === 0 ? 0 : this.#lag;
    const { skipped, losses } = this.tally;
    const sent = this.#place.sent + this.#sentApart;
    return { feed: name, offset: this.#place.next, behind, lag, sent, skipped, losses };
  }

  /** The watermark behind the last event: the one that was told may be that of the end. */
  get #lag(): number | undefined {
    const lag = this.view.log.watermarkBefore(this.view.log.head) - this.#place.watermark;
    return Number.isFinite(lag) ? Math.max(0, lag) : undefined;
  }
}

/** What one look at the log gives. */
type Step = Frame | 'nothing' | undefined;
