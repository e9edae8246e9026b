import { systemClock } from '../runtime/index.ts';
import type { Inflate } from '../wire/index.ts';
import type { ClientConfig, FeedClient, WebSocketConstructor } from './clientConfig.ts';
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

export type { FeedTable, TableChange } from './liveTable.ts';
export { localStorageCursor } from './localStorageCursor.ts';
export type { TextStorage } from './localStorageCursor.ts';
export { memoryCursor } from './memoryCursor.ts';
export type { TokenSource } from './tokenFrom.ts';

const inflateInPage = async (): Promise<Inflate> => (await import('./loadFflate.ts')).loadFflate();

/** The same as `connectFeeds` in Node, with the browser's own WebSocket. */
export function connectFeeds(url: string, config: ClientConfig = {}): FeedClient {
  const settings = connectorConfig(url, config);
  const { runtime = systemClock } = config;
  const Socket = config.WebSocket ?? (globalThis.WebSocket as unknown as WebSocketConstructor);
  return new FeedConnector(settings, {
    runtime,
    open: (address, protocols) => new Socket(address, protocols),
    decoder: () => loadDecoder(settings.codec, inflateInPage),
  });
}
