import type { Codec } from '../wire/index.ts';

/** Who reads a feed: it is woken when there is more, and reads at its own pace. */
export interface FeedReader {
  readonly codec: Codec;
  wake(): void;
}
