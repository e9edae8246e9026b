import type { Codec, SkipReason } from '../wire/index.ts';
import type { FeedView } from './feedView.ts';
import type { Frame } from './frame.ts';
import { LatestPicks } from './latestPicks.ts';
import type { LogEntry } from './logEntry.ts';
import type { ReaderPace } from './readerPace.ts';
import type { ReadingPlace } from './readingPlace.ts';
import type { TableProgress } from './tableProgress.ts';

/** What one look at the log gives; `'nothing'` for a batch that the view shows nothing of. */
type Step = Frame | 'nothing' | undefined;

/** What the steps of a cursor lead through. */
export interface StepsConfig {
  readonly place: ReadingPlace;
  /** Of a table. */
  readonly table: TableProgress | undefined;
  readonly pace: ReaderPace;
  /** Called when what was read from a disk is there. */
  readonly wake: () => void;
}

/**
 * From one frame to the next: what a cursor gives at its place, as its subscriber asked for it. All before
 * `liveFrom` comes whole.
 */
export class CursorSteps {
  /** From here on the subscriber gets what it asked for when it is slow; events are not replayed. */
  liveFrom: number;
  readonly #config: StepsConfig;
  readonly #view: FeedView;
  readonly #place: ReadingPlace;
  readonly #table: TableProgress | undefined;
  readonly #pace: ReaderPace;
  #picks: LatestPicks | undefined;
  #isOver = false;

  constructor(config: StepsConfig) {
    const { place, table, pace } = config;
    this.#config = config;
    this.#place = place;
    this.#table = table;
    this.#pace = pace;
    this.#view = place.view;
    this.liveFrom = place.view.log.head;
  }

  /** The end of the feed was given out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a further step may give a frame: false where it would find nothing. */
  get hasMore(): boolean {
    const view = this.#view;
    const place = this.#place;
    if (place.next < view.log.head || place.told < place.next) return true;
    if (this.#table?.hasMore === true) return true;
    return place.watermark < view.watermark || view.isOver || view.isBroken;
  }

  /** The next frame to write; undefined when there is nothing new, or no sample is due. */
  step(codec: Codec): Frame | undefined {
    for (;;) {
      const frame = this.#advance(codec);
      if (frame !== 'nothing') return frame;
    }
  }

  #advance(codec: Codec): Step {
    const { log, isBroken } = this.#view;
    if (isBroken) return this.#last(codec);
    if (this.#place.next < log.floor) {
      this.#pace.judgeLoss();
      return this.#leaveOut(codec, log.floor, 'dropped');
    }
    const state = this.#table?.next(codec);
    if (state === 'anew') return this.#leaveOut(codec, log.head, 'dropped');
    if (state !== undefined) return state;
    const { next } = this.#place;
    if (next >= log.head) return this.#atHead(codec);
    const entry = log.at(next);
    if (entry === undefined)
      return log.fetch(next, this.#config.wake) ? undefined : this.#atHead(codec);
    if (entry.isHole) return this.#leaveOut(codec, entry.end, 'tooLarge');
    return next < this.liveFrom ? this.#whole(entry, codec) : this.#live(entry, codec);
  }

  /** A table of which events are missing is told anew. */
  #leaveOut(codec: Codec, least: number, why: SkipReason): Frame {
    if (this.#table === undefined) return this.#place.skip(codec, least, why);
    const offset = this.#table.beginAnew(least);
    this.#place.rise(this.#view.watermarkAt(offset));
    return this.#place.skip(codec, offset, why);
  }

  #whole(entry: LogEntry, codec: Codec): Step {
    const place = this.#place;
    const reading = this.#view.read(entry, place.next, codec);
    // The next look tells why it ends.
    if (this.#view.isBroken) return 'nothing';
    if (reading === undefined) return undefined;
    const { end, watermark, frame } = reading;
    if (frame === 'nothing') {
      place.pass(end);
      return frame;
    }
    if (frame === 'tooLarge') return this.#leaveOut(codec, end, 'tooLarge');
    if (place.told < place.next) return place.tellPassed(codec);
    place.reach(end);
    place.rise(watermark);
    if (end === entry.end) this.#table?.came(entry.check);
    return frame;
  }

  /** What comes after the subscription, as it is asked for. */
  #live(entry: LogEntry, codec: Codec): Step {
    const { isHeld, slowness } = this.#pace;
    const { slow, most, samples } = slowness;
    const newest = this.#view.log.head - most;
    if (isHeld && this.#place.next < newest) return this.#leaveOut(codec, newest, 'dropped');
    if (samples !== undefined && !this.#view.isOver && !samples.isDue()) return undefined;
    const isChoosy = samples !== undefined || (slow === 'latest' && isHeld);
    return isChoosy ? this.#pick(entry, codec) : this.#whole(entry, codec);
  }

  #pick(entry: LogEntry, codec: Codec): Step {
    this.#picks ??= new LatestPicks(this.#place, this.#table, this.#config.wake);
    const picked = this.#picks.step(codec);
    const step = picked === 'unfit' ? this.#unpicked(entry, codec) : picked;
    if (this.#place.next === this.#view.log.head) {
      this.#pace.slowness.samples?.given();
      this.#table?.chosen();
    }
    return step;
  }

  /** An event that fits only into the message that it came in; a patch of it may fit no state here. */
  #unpicked(entry: LogEntry, codec: Codec): Step {
    if (this.#table === undefined) return this.#whole(entry, codec);
    return this.#leaveOut(codec, entry.end, 'tooLarge');
  }

  #atHead(codec: Codec): Frame | undefined {
    this.#pace.rest();
    const view = this.#view;
    const place = this.#place;
    if (place.told < place.next) return place.tellPassed(codec, view.tellable(place.next));
    const { watermark } = view;
    if (watermark <= place.watermark) return this.#last(codec);
    place.rise(watermark);
    return view.markFrame(codec);
  }

  #last(codec: Codec): Frame | undefined {
    const last = this.#isOver ? undefined : this.#view.lastFrame(codec);
    this.#isOver ||= last !== undefined;
    return last;
  }
}
