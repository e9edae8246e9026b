import type { Codec, SkipReason } from '../wire/index.ts';
import type { CursorStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { PublishedFeed } from './publishedFeed.ts';

/**
 * The position of one connection in the log of one feed, for all its subscriptions to that feed. It
 * holds nothing of the log: when the log has moved on past it, it goes on at the floor and tells.
 */
export class Cursor {
  readonly feed: PublishedFeed;
  /** The ids of the subscriptions that share this position. */
  readonly ids: Set<number> = new Set();
  #next: number;
  #watermark: number;
  #skipped = 0;
  #isOver = false;

  constructor(feed: PublishedFeed, offset: number) {
    this.feed = feed;
    this.#next = offset;
    this.#watermark = feed.watermarkAt(offset);
  }

  /** The end of the feed was given out. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Adds a subscription: what it needs again comes again, and the others know it by its offsets.
   */
  add(id: number, offset: number): void {
    this.ids.add(id);
    this.#next = Math.min(this.#next, offset);
  }

  /** The next frame to write; undefined when there is nothing new. */
  step(codec: Codec): Frame | undefined {
    const { log } = this.feed;
    if (this.#next < log.floor) return this.#skip(codec, log.floor, 'dropped');
    const entry = log.at(this.#next);
    if (entry === undefined) return this.#stepAtHead(codec);
    if (entry.isHole) return this.#skip(codec, entry.end, 'tooLarge');
    this.#next = entry.end;
    this.#watermark = entry.watermark;
    return this.feed.frame(entry, codec);
  }

  #stepAtHead(codec: Codec): Frame | undefined {
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
    this.#next = to;
    this.#skipped += n;
    this.feed.countSkipped(n);
    return frameOf(codec, { t: 'skip', ch: this.feed.channel, from, to, n, why });
  }

  stats(): CursorStats {
    const { name, log } = this.feed;
    const behind = log.head - this.#next;
    return { feed: name, offset: this.#next, behind, skipped: this.#skipped };
  }
}
