import type { Milliseconds } from '../../operators/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Codec, Item } from '../wire/index.ts';
import { DecodedBatches } from './decodedBatches.ts';
import type { FeedLog } from './feedLog.ts';
import type { Frame } from './frame.ts';
import type { LogEntry } from './logEntry.ts';
import { SharedFrames } from './sharedFrames.ts';

/** The feed that frames are of. */
export interface FramedFeed {
  readonly channel: number;
  readonly codecs: readonly Codec[];
  readonly log: FeedLog;
  readonly watermark: Milliseconds;
}

/** What a feed tells all who read the whole of it, made once for each codec. */
export class FeedFrames {
  readonly #feed: FramedFeed;
  readonly #decoded = new DecodedBatches();
  readonly #shared = new SharedFrames();

  constructor(feed: FramedFeed) {
    this.#feed = feed;
  }

  /** The events of a batch, as clients read them. */
  itemsOf(entry: LogEntry): readonly Item[] {
    return this.#decoded.itemsOf(entry, this.#feed.codecs);
  }

  /** The frame of a batch in a codec. */
  frame(entry: LogEntry, codec: Codec): Frame {
    const before = entry.bytes;
    const frame = entry.frame(codec, this.#feed.codecs);
    if (entry.bytes > before) this.#feed.log.grew(entry, entry.bytes - before);
    return frame;
  }

  /** The frame that tells the watermark to those who have read everything. */
  markFrame(codec: Codec): Frame {
    const { channel: ch, log, watermark } = this.#feed;
    return this.#shared.frame(codec, { t: 'mark', ch, off: log.head, wm: toWireTime(watermark) });
  }
}
