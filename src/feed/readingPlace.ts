import type { Milliseconds } from '../../operators/index.ts';
import type { Codec, SkipReason } from '../wire/index.ts';
import type { CursorPlace, PlacedCursor, SharedPlace } from './cursorPlace.ts';
import { CursorTally } from './cursorTally.ts';
import type { CursorStats } from './feedStats.ts';
import type { FeedView } from './feedView.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';

/**
 * Where a cursor stands in its view, alone or together with others, and the frames that say so: what is left
 * out, and what was for nobody.
 */
export class ReadingPlace implements PlacedCursor {
  readonly view: FeedView;
  readonly epoch: string;
  readonly #tally = new CursorTally();
  #place: CursorPlace;
  /** Of the bytes written in a shared place, how many less or more were for this one. */
  #sentApart = 0;
  #shared: SharedPlace | undefined;

  constructor(view: FeedView, offset: number) {
    this.view = view;
    this.epoch = view.epoch;
    this.#place = { next: offset, told: offset, watermark: view.watermarkAt(offset), sent: 0 };
  }

  /** The offset that comes next. */
  get next(): number {
    return this.#place.next;
  }

  /** What is below has been given out, or told to be left out. */
  get told(): number {
    return this.#place.told;
  }

  /** The watermark that its reader has been told. */
  get watermark(): Milliseconds {
    return this.#place.watermark;
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

  /** Everything from an offset on comes again. */
  goBackTo(offset: number): void {
    this.#place.next = Math.min(this.#place.next, offset);
    this.#place.told = Math.min(this.#place.told, offset);
  }

  /** A watermark was told: none that is lower is. */
  rise(watermark: Milliseconds): void {
    this.#place.watermark = Math.max(this.#place.watermark, watermark);
  }

  /** Its reader has been told a watermark elsewhere: on the same channel it must not go back. */
  knows(watermark: Milliseconds): void {
    this.part();
    this.rise(watermark);
  }

  /** Nothing up to an offset is for the view, which is to be told when something else is. */
  pass(to: number): void {
    this.#place.next = to;
  }

  /** Everything up to an offset was given out, or told to be left out. */
  reach(to: number): void {
    this.#place.next = to;
    this.#place.told = to;
  }

  /** What was passed must be told before anything else is; undefined: nothing was. */
  tellPassed(codec: Codec, to: number = this.next): Frame | undefined {
    const from = this.#place.told;
    if (from >= to) return undefined;
    this.#place.told = to;
    this.rise(this.view.watermarkAt(to));
    return this.view.passFrame(from, to, codec);
  }

  /** Leaves everything up to an offset out, and tells it. */
  skip(codec: Codec, to: number, why: SkipReason): Frame {
    const passed = this.tellPassed(codec);
    if (passed !== undefined) return passed;
    const from = this.next;
    const n = to - from;
    this.reach(to);
    this.missed(why, n);
    return frameOf(codec, { t: 'skip', ch: this.view.channel, from, to, n, why });
  }

  /** Its reader was told that so many events do not come. */
  missed(why: SkipReason, events: number): void {
    this.#tally.lost(why, events);
    this.view.countSkipped(events);
  }

  /** A frame of its own was written. */
  wrote(frame: Frame): void {
    this.#place.sent += frame.bytes.length;
  }

  stats(): CursorStats {
    const { name, log } = this.view;
    const behind = Math.max(0, log.head - this.next);
    const lag = behind === 0 ? 0 : this.#lag;
    const { skipped, losses } = this.#tally;
    const sent = this.#place.sent + this.#sentApart;
    return { feed: name, offset: this.next, behind, lag, sent, skipped, losses };
  }

  /** The watermark behind the last event: the one that was told may be that of the end. */
  get #lag(): number | undefined {
    const lag = this.view.log.watermarkBefore(this.view.log.head) - this.watermark;
    return Number.isFinite(lag) ? Math.max(0, lag) : undefined;
  }
}
