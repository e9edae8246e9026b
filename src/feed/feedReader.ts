import type { Codec } from '../wire/index.ts';
import type { Frame } from './frame.ts';

/**
 * Who reads a feed: it is woken when there is more, and reads at its own pace. It never throws: the feed
 * and its other readers go on when one of them fails.
 */
export interface FeedReader {
  readonly codec: Codec;
  wake(): void;
  /** Takes what comes next without looking for it; false: it has to look for itself. */
  take(frame: Frame): boolean;
}
