import type { Runtime } from '../runtime/index.ts';
import type { Codec } from '../wire/index.ts';

/** What a server gives to its feeds. */
export interface FeedContext {
  readonly runtime: Runtime;
  /** The feed's number in shared messages. */
  readonly channel: number;
  readonly codecs: readonly Codec[];
  /** The largest message, in bytes. */
  readonly maxFrame: number;
  /** Gives a number to a view of the feed (default: the next ones from `channel`). */
  readonly newChannel?: () => number;
}
