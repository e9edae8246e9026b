import { checkConfig, checkFunction, checkNumber, toMilliseconds } from '../../operators/index.ts';
import type { Duration, Milliseconds } from '../../operators/index.ts';
import { describeValue } from './describe.ts';
import type { Described } from './describe.ts';

/** What a feed keeps and how it tells its values. */
export interface FeedConfig<T> {
  /**
   * What a value is to subscribers: its data, key and window (default: panes of window operators by
   * their fields, any other value as data alone).
   */
  readonly describe?: (value: T) => Described;
  /** The most events that the log keeps for those who come later or are slow (default: 65,536). */
  readonly maxEvents?: number;
  /**
   * The most bytes of encoded batches that the log keeps (default: 8 MiB, at least 1,024). A single
   * event larger than a quarter of this, or than a message may be, is left out and told as such.
   */
  readonly maxBytes?: number;
  /** The most events in one message (default: 256); no more than a quarter of `maxEvents`. */
  readonly batch?: number;
  /** How often at most a watermark is told while no event comes (default: 250 ms; 0: each one). */
  readonly markEvery?: Duration;
  /**
   * The most different choices of events and fields at once that subscribers may make (default: 64);
   * each is encoded once for all who make it.
   */
  readonly views?: number;
  /**
   * Called when the stream fails or a value cannot be told; subscribers get an `err` message (default:
   * a warning of the process).
   */
  readonly onError?: (error: unknown) => void;
}

/** A feed's config with its defaults. */
export interface FeedSettings<T> {
  readonly describe: (value: T) => Described;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly batch: number;
  readonly markEvery: Milliseconds;
  readonly views: number;
  readonly onError: (error: unknown) => void;
}

/** Checks a feed's config and fills in the defaults. */
export function feedSettings<T>(name: string, config: FeedConfig<T>): FeedSettings<T> {
  checkConfig('createFeed', config);
  const { describe = describeValue, onError = warnOf(name) } = config;
  checkFunction('createFeed', 'describe', describe);
  checkFunction('createFeed', 'onError', onError);
  const {
    maxEvents = 65_536,
    maxBytes = 8_388_608,
    batch = 256,
    markEvery = 250,
    views = 64,
  } = config;
  checkNumber('createFeed', 'maxEvents', maxEvents, { min: 1 });
  checkNumber('createFeed', 'maxBytes', maxBytes, { min: 1_024 });
  checkNumber('createFeed', 'batch', batch, { min: 1 });
  checkNumber('createFeed', 'views', views, { min: 0 });
  return {
    describe,
    maxEvents,
    maxBytes,
    batch: Math.max(1, Math.min(batch, maxEvents >>> 2)),
    markEvery: toMilliseconds('createFeed', 'markEvery', markEvery, { sign: 'notNegative' }),
    views,
    onError,
  };
}

/** Where nobody asked to be told, a failure must not pass in silence. */
function warnOf(name: string): (error: unknown) => void {
  return (error) => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    process.emitWarning(`feed '${name}' failed: ${text}`, { code: 'MILLRACE_FEED_FAILED' });
  };
}
