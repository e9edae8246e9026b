import { toWireTime, WireError } from '../wire/index.ts';
import type { Codec, SkipReason, Slow } from '../wire/index.ts';
import type { CursorStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { LatestRun, LoggedItem } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { BLOCK } from './slowness.ts';
import type { Slowness } from './slowness.ts';

/** The most events of one choice. */
const LARGEST_PICK = 256;

/**
 * The position of one connection in the log of one feed, for all its subscriptions to that feed. It
 * holds nothing of the log: when the log has moved on past it, it goes on at the floor and tells.
 */
export class Cursor {
  readonly feed: PublishedFeed;
  /** The ids of the subscriptions that share this position. */
  readonly ids: Set<number> = new Set();
  readonly #slowness: Slowness;
  #next: number;
  /** From here on the subscriber gets what it asked for when it is slow; all before comes whole. */
  #liveFrom: number;
  #watermark: number;
  #skipped = 0;
  /** There was more to write than the socket took, and not all of it has been written yet. */
  #isHeld = false;
  #isOver = false;

  constructor(feed: PublishedFeed, offset: number, slowness: Slowness = BLOCK) {
    this.feed = feed;
    this.#slowness = slowness;
    this.#next = offset;
    this.#liveFrom = feed.log.head;
    this.#watermark = feed.watermarkAt(offset);
  }

  /** The end of the feed was given out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a subscription that wants this when it is slow can share the position. */
  isFor(slow: Slow): boolean {
    return JSON.stringify(slow) === JSON.stringify(this.#slowness.slow);
  }

  /**
   * Adds a subscription: what it needs again comes again, and the others know it by its offsets.
   */
  add(id: number, offset: number): void {
    this.ids.add(id);
    this.#next = Math.min(this.#next, offset);
    this.#liveFrom = this.feed.log.head;
  }

  /**
   * There is something to write, and the socket is full.
   *
   * @throws WireError `tooSlow` when something is lost by that, and nothing may be
   */
  hold(): void {
    if (this.#next < this.feed.log.head) this.#isHeld = true;
    if (this.#next < this.feed.log.floor) this.#judgeLoss();
  }

  /** The next frame to write; undefined when there is nothing new, or no sample is due. */
  step(codec: Codec): Frame | undefined {
    const { log } = this.feed;
    if (this.#next < log.floor) {
      this.#judgeLoss();
      return this.#skip(codec, log.floor, 'dropped');
    }
    const entry = log.at(this.#next);
    if (entry === undefined) return this.#stepAtHead(codec);
    if (entry.isHole) return this.#skip(codec, entry.end, 'tooLarge');
    return this.#next < this.#liveFrom ? this.#whole(entry, codec) : this.#live(entry, codec);
  }

  #judgeLoss(): void {
    if (this.#slowness.slow !== 'close') return;
    throw new WireError(
      'tooSlow',
      `feed '${this.feed.name}': events are gone before they were read`,
    );
  }

  #whole(entry: LogEntry, codec: Codec): Frame {
    this.#next = entry.end;
    this.#watermark = entry.watermark;
    return this.feed.frame(entry, codec);
  }

  /** What comes after the subscription, as it is asked for. */
  #live(entry: LogEntry, codec: Codec): Frame | undefined {
    const { slow, most, samples } = this.#slowness;
    const newest = this.feed.log.head - most;
    if (this.#isHeld && this.#next < newest) {
      return this.#skip(codec, newest, 'dropped');
    }
    if (samples !== undefined && !this.feed.isOver && !samples.isDue()) return undefined;
    const isChoosy = samples !== undefined || (slow === 'latest' && this.#isHeld);
    return isChoosy ? this.#pick(entry, codec) : this.#whole(entry, codec);
  }

  /** The newest events of all keys and windows from here on, as many as a message holds. */
  #pick(entry: LogEntry, codec: Codec): Frame {
    const run = this.feed.latest.from(this.#next, LARGEST_PICK);
    const frame = this.#pickThatFits(run, codec) ?? this.#whole(entry, codec);
    if (this.#next === this.feed.log.head) this.#slowness.samples?.given();
    return frame;
  }

  /** Undefined when the next event fits only into the message that it came in. */
  #pickThatFits({ found, end }: LatestRun, codec: Codec): Frame | undefined {
    const [from, count] = [this.#next, found.length];
    if (count === 0) return this.#skip(codec, end, 'conflated');
    const wm = this.feed.watermarkAt(end);
    const frame = frameOf(codec, {
      t: 'pick',
      ch: this.feed.channel,
      from,
      to: end,
      wm: toWireTime(wm),
      why: 'conflated',
      offs: found.map(({ offset }) => offset),
      items: found.map(({ item }) => item),
    });
    if (frame.payloadLength <= this.feed.maxPayload) {
      this.#pass(end, end - from - count);
      this.#watermark = wm;
      return frame;
    }
    const half = found.slice(0, Math.max(1, count >>> 1));
    const last = (half.at(-1) as LoggedItem).offset;
    if (count > 1) return this.#pickThatFits({ found: half, end: last + 1 }, codec);
    return last === from ? undefined : this.#skip(codec, last, 'conflated');
  }

  #stepAtHead(codec: Codec): Frame | undefined {
    this.#isHeld = false;
    const { watermark } = this.feed;
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      return this.feed.markFrame(codec);
    }
    const last = this.#isOver ? undefined : this.feed.lastFrame(codec);
    this.#isOver ||= last !== undefined;
    return last;
  }

  #skip(codec: Codec, to: number, why: SkipReason): Frame {
    const from = this.#next;
    const n = to - from;
    this.#pass(to, n);
    return frameOf(codec, { t: 'skip', ch: this.feed.channel, from, to, n, why });
  }

  /** Goes on behind events of which so many did not come. */
  #pass(to: number, skipped: number): void {
    this.#next = to;
    this.#skipped += skipped;
    this.feed.countSkipped(skipped);
  }

  /** The subscriptions are over. */
  stop(): void {
    this.#slowness.samples?.stop();
  }

  stats(): CursorStats {
    const { name, log } = this.feed;
    const behind = log.head - this.#next;
    return { feed: name, offset: this.#next, behind, skipped: this.#skipped };
  }
}
