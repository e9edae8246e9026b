import { systemClock } from '../runtime/index.ts';
import type { Inflate } from '../wire/index.ts';
import type { ClientConfig, FeedClient, WebSocketLike } from './clientConfig.ts';
import { connectorConfig } from './connectorConfig.ts';
import { FeedConnector } from './feedConnector.ts';
import { loadDecoder } from './loadDecoder.ts';

export type {
  ClientConfig,
  ClientState,
  FeedClient,
  FeedOptions,
  TableOptions,
  WebSocketConstructor,
  WebSocketLike,
} from './clientConfig.ts';
export type { ClientPlayback, PlaybackView } from './clientPlayback.ts';
export type { CursorStore, FeedCursor } from './cursorStore.ts';
export type { FeedChange } from './feedChange.ts';
export type { HistoryOptions, HistoryPage } from './historyPage.ts';
export type {
  ChangedEvent,
  EventSpan,
  EventWindow,
  FeedEvent,
  MismatchEvent,
  MarkEvent,
  PastEvent,
  SkipEvent,
  SnapshotEvent,
  SubscribedEvent,
  TableRow,
  ValueEvent,
} from './feedEvent.ts';
export { fileCursor } from './fileCursor.ts';
export type { FeedTable, TableChange } from './liveTable.ts';
export { localStorageCursor } from './localStorageCursor.ts';
export type { TextStorage } from './localStorageCursor.ts';
export { memoryCursor } from './memoryCursor.ts';
export type { TokenSource } from './tokenFrom.ts';

/**
 * Connects to a server of feeds and stays connected: one socket for all subscriptions; after a
 * break it comes back after a random delay (up to 500 ms, doubling to 20 s, without an end), and
 * each subscription goes on behind its last event. Each offset comes once; what cannot come is told
 * by an event of kind `skip`. It says no more at once than the limits of the server allow: the rest
 * waits, also of many subscriptions after a break.
 *
 * Errors of a subscription: `MILLRACE_FEED_UNKNOWN`, `MILLRACE_FEED_REFUSED`,
 * `MILLRACE_FEED_FAILED` (the stream behind the feed failed), `MILLRACE_PROTOCOL` (events are missing without
 * a word, a table is wrong or a message cannot be read, and asking again did not help). The `cause` of what
 * the server refused is its `err` message, whose `code` tells more than the error's own: `badFilter`, `tableWhole`.
 *
 * @example
 * ```ts
 * import { fromArray, processingTime } from 'millrace';
 * import { connectFeeds } from 'millrace/client';
 * import { createFeed, createFeedServer } from 'millrace/feed';
 *
 * const words = fromArray(['to', 'be']).pipe(processingTime());
 * const server = await createFeedServer({ feeds: [createFeed('words', words)] });
 * const client = connectFeeds(server.url);
 * client.feed<string>('words', { since: 'start' }).subscribe({
 *   next: (event) => event.kind === 'event' && console.log(event.offset, event.data), // 0 to, 1 be
 *   complete: () => {
 *     client.close();
 *     void server.close();
 *   },
 * });
 * ```
 */
export function connectFeeds(url: string, config: ClientConfig = {}): FeedClient {
  const settings = connectorConfig(url, config);
  const { WebSocket, runtime = systemClock } = config;
  return new FeedConnector(settings, {
    runtime,
    open: (address, protocols) =>
      WebSocket === undefined ? openWithWs(address, protocols) : new WebSocket(address, protocols),
    decoder: () => loadDecoder(settings.codec, inflateInNode),
  });
}

const inflateInNode = async (): Promise<Inflate> =>
  (await import('./inflateWithZlib.ts')).inflateWithZlib;

/** Node 20 has no WebSocket of its own. */
async function openWithWs(url: string, protocols: string[]): Promise<WebSocketLike> {
  const { WebSocket } = await import('ws');
  return new WebSocket(url, protocols, { perMessageDeflate: false });
}
