import type { Skip } from './eventMessages.ts';
import type { Item } from './item.ts';
import type { Since } from './subscriptionMessages.ts';
import type { WireTime } from './wireTime.ts';

/** Asks for a page of what a feed keeps, without a subscription; the client chooses the number. */
export interface Hist {
  readonly t: 'hist';
  readonly req: number;
  readonly feed: string;
  /**
   * Where the page begins; left out: with the oldest event kept, or, backwards, with the newest. Backwards,
   * the page holds what lies before the place.
   */
  readonly since?: Since;
  /** The most events of the page (default: 300); never more than `limits.page` come. */
  readonly limit?: number;
  /** Whether the newest events come first, and the page goes back from its beginning. */
  readonly reverse?: boolean;
}

/** A run of offsets that a page leaves out. */
export type PageSkip = Omit<Skip, 't' | 'id' | 'ch'>;

/** The answer to `hist`: the item at position i has the offset `offs[i]`. */
export interface Page {
  readonly t: 'page';
  readonly req: number;
  /** The feed's channel: its schemas are those of rows. */
  readonly ch: number;
  readonly epoch: string;
  /** The offset of the feed's next event, and the oldest one that is kept. */
  readonly off: number;
  readonly floor: number;
  /** The watermark that has been told. */
  readonly wm: WireTime;
  /** Rising, or, backwards, falling. */
  readonly offs: readonly number[];
  readonly items: readonly Item[];
  /** What was asked for and does not come; left out: nothing. */
  readonly skips?: readonly PageSkip[];
  /** What to ask for as `since: { epoch, off: next }` to go on; left out: this was the last page. */
  readonly next?: number;
}
