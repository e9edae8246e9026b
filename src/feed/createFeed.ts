import { ArgumentRangeError, checkFunction, show } from '../../operators/index.ts';
import type { Stream } from '../../operators/index.ts';
import { DEFAULT_LIMITS } from '../wire/index.ts';
import { feedSettings } from './feedConfig.ts';
import type { FeedConfig, FeedSettings } from './feedConfig.ts';
import type { FeedStats } from './feedStats.ts';
import { PublishedFeed } from './publishedFeed.ts';

/** A stream under a name, for subscribers. */
export interface Feed {
  readonly name: string;
  stats(): FeedStats;
}

/**
 * Names a stream so that a server can feed it to live subscribers. The server subscribes to it when
 * it starts; each of its values gets the next offset and goes into one bounded log that all
 * subscribers read at their own pace. A slow subscriber holds up nobody: what is gone from the log
 * when it gets there, it is told to have missed; or, with `pressure: 'pauseSource'`, the sources wait for it.
 *
 * With `table` it is a table: a subscriber gets the latest value of each key and window, and goes on
 * with what changes, joined at one offset and checked by a sum; `await client.table(name)` is a live Map of it. A
 * stream of `latestByKey` is one as it is. Its values are plain data: what JSON can say, without fields
 * named `__proto__`.
 *
 * In a graph with checkpoints the feed's offset is in each of them. After a crash subscribers go on where they
 * stood: nothing is told twice or left out in silence, with `log` at once or, by `publish: 'committed'`, when
 * a checkpoint covers it. Without `log` the events themselves are gone after a restart, which who was behind is
 * told; a table has the rows of the checkpoint again. A checkpoint is refused by a feed that has failed or whose server is
 * closed: stop the graph before the server.
 *
 * State: the log, bounded by `maxEvents`, `maxBytes` and `maxAge`; with `log` it is in files too, and the
 * feed goes on behind it after a restart. Of a table, its rows, bounded by `table.maxRows` and
 * `table.maxBytes`, and up to two snapshots of them for those who begin.
 * Errors: one of the stream, or of a value that cannot be told, ends the feed: subscribers get an
 * `err` message without its text, `onError` gets the error. So does one
 * of a disk: `MILLRACE_FILE_UNWRITABLE`, `MILLRACE_FILE_UNREADABLE`; and a table that grows beyond its
 * limits: `MILLRACE_TABLE_FULL`; and with `publish: 'committed'` a stream without checkpoints:
 * `MILLRACE_GRAPH`, and one of which more waits for the next than may: `MILLRACE_OVERFLOW`.
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray } from 'millrace';
 * import { createFeed, createFeedServer } from 'millrace/feed';
 *
 * const arrivals = [{ at: 1_000 }, { at: 2_000 }, { at: 61_000 }];
 * const perMinute = fromArray(arrivals).pipe(
 *   eventTime({ timestamp: ({ at }) => at, outOfOrderness: '5s' }),
 *   fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } }),
 * );
 * const server = await createFeedServer({ feeds: [createFeed('perMinute', perMinute)] });
 * console.log(server.url); // ws://127.0.0.1:<port>/feed
 * await server.close();
 * ```
 */
export function createFeed<T>(name: string, stream: Stream<T>, config: FeedConfig<T> = {}): Feed {
  if (typeof name !== 'string' || name.length === 0 || name.length > DEFAULT_LIMITS.name) {
    const expected = `a text of 1 to ${DEFAULT_LIMITS.name} characters`;
    throw new ArgumentRangeError('createFeed', 'name', expected, show(name));
  }
  checkFunction(
    'createFeed',
    'stream.subscribe',
    (stream as Partial<Stream<T>> | undefined)?.subscribe,
  );
  return new PublishedFeed(name, stream, feedSettings(name, config) as FeedSettings<unknown>);
}
