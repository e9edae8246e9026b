import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration, Milliseconds } from '../../operators/index.ts';
import { describeRow, describeValue } from './describe.ts';
import type { Described } from './describe.ts';
import type { LogLimits } from './feedLog.ts';
import { feedLogSettings } from './feedLogConfig.ts';
import type { FeedLogConfig, FeedLogSettings } from './feedLogConfig.ts';
import { tableSettings } from './tableConfig.ts';
import type { TableConfig, TableSettings } from './tableConfig.ts';

/** What a feed keeps and how it tells its values. */
export interface FeedConfig<T> {
  /**
   * What a value is to subscribers: its data, key and window (default: panes of window operators by
   * their fields, any other value as data alone; in a table also the changes of `latestByKey`, `topN`
   * and their like).
   */
  readonly describe?: (value: T) => Described;
  /**
   * Whether the feed is a table (default: false): subscribers get its state, the latest value of each
   * key and window, and go on with what changes in it, where that is smaller as a merge patch. It is in
   * memory alone: not together with `log`.
   */
  readonly table?: boolean | TableConfig;
  /**
   * The most events that the log keeps for those who come later or are slow (default: 65,536; on disk
   * any number).
   */
  readonly maxEvents?: number;
  /**
   * The most bytes of encoded batches that the log keeps (default: 8 MiB, at least 1,024; on disk 1
   * GiB, and a file more). A single event larger than a quarter of what is kept in memory, or than a
   * message may be, is left out and told as such.
   */
  readonly maxBytes?: number;
  /** How long the log keeps an event (default: as long as there is room), by the wall clock. */
  readonly maxAge?: Duration;
  /**
   * Keeps the log in files too, from which the feed goes on after a restart: with the same epoch, so
   * that subscribers resume (default: in memory alone). A server opens it before it listens.
   */
  readonly log?: FeedLogConfig;
  /**
   * When subscribers get the results of a graph with checkpoints: `'immediate'` (default), at once; those that
   * come again after a restart are not told twice, and where they differ the epoch changes. `'committed'`:
   * when a checkpoint that covers them is stored, exactly once, at the latency of its interval; half
   * of `maxEvents` and `maxBytes` (and 1,048,576 events) may wait for that, `MILLRACE_OVERFLOW` is for more. It
   * is not for a table, nor for a stream without checkpoints: `MILLRACE_GRAPH`.
   */
  readonly publish?: 'immediate' | 'committed';
  /**
   * What a subscriber does to the graph that wants to lose nothing (`slow: 'block'`) and takes nothing:
   * `'none'` (default): nothing, what leaves the log before it is read is a loss that it is told;
   * `'pauseSource'`: from half of what the log keeps on it holds back the sources of the feed, and with
   * them all others who read it, until it has read all there is or is cut for not answering pings. What a
   * source that cannot be paused gives meanwhile, or what gets older than `maxAge`, is lost all the same.
   * A client that gives its subscription up meanwhile holds nobody, as `events()` of this package's client
   * does while its loop is more than 1,024 events behind: read by callback where nothing may be lost.
   */
  readonly pressure?: 'none' | 'pauseSource';
  /** The most events in one message (default: 256); no more than a quarter of `maxEvents`. */
  readonly batch?: number;
  /** How often at most a watermark is told while no event comes (default: 250 ms; 0: each one). */
  readonly markEvery?: Duration;
  /**
   * The most different choices of events, fields and delays at once that subscribers may make (default:
   * 64); each is encoded once for all who make it.
   */
  readonly views?: number;
  /**
   * Called when the stream fails or a value cannot be told; subscribers get an `err` message (default:
   * a warning of the process).
   */
  readonly onError?: (error: unknown) => void;
}

/** A feed's config with its defaults. */
export interface FeedSettings<T> extends LogLimits {
  /** Undefined for a value that tells nothing. */
  readonly describe: (value: T) => Described | undefined;
  readonly table: TableSettings | undefined;
  /** What of the log may be in memory. */
  readonly memoryBytes: number;
  /** Undefined: in memory alone. */
  readonly disk: FeedLogSettings | undefined;
  readonly publish: 'immediate' | 'committed';
  readonly pressure: 'none' | 'pauseSource';
  readonly batch: number;
  readonly markEvery: Milliseconds;
  readonly views: number;
  readonly onError: (error: unknown) => void;
}

/** Checks a feed's config and fills in the defaults. */
export function feedSettings<T>(name: string, config: FeedConfig<T>): FeedSettings<T> {
  checkConfig('createFeed', config);
  const table = tableSettings(config.table ?? false);
  const byDefault = table === undefined ? describeValue : describeRow;
  const { describe = byDefault, onError = warnOf(name) } = config;
  checkFunction('createFeed', 'describe', describe);
  checkFunction('createFeed', 'onError', onError);
  const isOnDisk = config.log !== undefined;
  if (isOnDisk && table !== undefined)
    throw new ArgumentTypeError('createFeed', 'table', 'none beside log', show(config.table));
  const { maxEvents = isOnDisk ? Number.MAX_SAFE_INTEGER : 65_536 } = config;
  const { maxBytes = isOnDisk ? 2 ** 30 : 8_388_608, maxAge } = config;
  const { publish = 'immediate' } = config;
  checkWord('createFeed', 'publish', publish, ['immediate', 'committed']);
  if (publish === 'committed' && table !== undefined)
    throw new ArgumentTypeError('createFeed', 'publish', "'immediate' for a table", show(publish));
  const { pressure = 'none' } = config;
  checkWord('createFeed', 'pressure', pressure, ['none', 'pauseSource']);
  const { batch = 256, markEvery = 250, views = 64 } = config;
  checkNumber('createFeed', 'maxEvents', maxEvents, { min: 1 });
  checkNumber('createFeed', 'maxBytes', maxBytes, { min: 1_024 });
  checkNumber('createFeed', 'batch', batch, { min: 1 });
  checkNumber('createFeed', 'views', views, { min: 0 });
  const disk = isOnDisk ? feedLogSettings(name, maxBytes, config.log) : undefined;
  return {
    describe,
    table,
    maxEvents,
    maxBytes,
    maxAge: maxAge === undefined ? Infinity : toMilliseconds('createFeed', 'maxAge', maxAge),
    memoryBytes: Math.min(maxBytes, disk?.memoryBytes ?? maxBytes),
    disk,
    publish,
    pressure,
    batch: Math.max(1, Math.min(batch, Math.floor(maxEvents / 4))),
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
