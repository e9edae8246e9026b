import type { Observable } from 'rxjs';
import type { ClockRuntime } from '../runtime/index.ts';
import type { CodecName, Decoder, Since, Slow } from '../wire/index.ts';
import type { StreamError } from '../../operators/index.ts';
import type { CursorStore } from './cursorStore.ts';
import type { FeedChange } from './feedChange.ts';
import type { FeedEvent } from './feedEvent.ts';
import type { FeedTable } from './liveTable.ts';
import type { HistoryOptions, HistoryPage } from './historyPage.ts';
import type { ClientPlayback } from './clientPlayback.ts';
import type { TokenSource } from './tokenFrom.ts';

/** What the client needs of a WebSocket: those of browsers and of the package ws have it. */
export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A class of WebSockets. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** How a client connects. */
export interface ClientConfig {
  /** The class to connect with (default: the platform's; in Node that of the package ws). */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * How the server is to write (default: 'json'). Messages in 'msgpack' take a quarter of the bytes and a third of
   * the time where events are flat; with `.z` they are compressed, by the server once for all its clients. In
   * a browser `.z` needs the package fflate, which is loaded then.
   */
  readonly subprotocol?: CodecName;
  /** The name told to the server, for its statistics (default: 'millrace'). */
  readonly name?: string;
  /**
   * The token to show to the server, or what gives one: it is called for each connection, and before a
   * token expires. What it throws counts as a lost connection.
   */
  readonly token?: TokenSource;
  /** The longest delay before the first attempt to reconnect, in ms; doubles (default: 500). */
  readonly minDelay?: number;
  /** The longest delay before any attempt to reconnect, in ms (default: 20,000). */
  readonly maxDelay?: number;
  /** How long a connection may take until the server's welcome, in ms (default: 10,000). */
  readonly connectTimeout?: number;
  readonly runtime?: ClockRuntime;
}

/** Where a client stands; `closed` is the end, by `close()` or by a refusal for good. */
export type ClientState = 'connecting' | 'live' | 'reconnecting' | 'closed';

/** How one subscription begins. */
export interface FeedOptions {
  /** Default: with what comes from now on. */
  readonly since?: Since;
  /**
   * What is left out when this subscriber is slower than the feed (default: 'block', nothing as long as
   * the server keeps it). Everything that is left out is told by an event of kind `skip`.
   */
  readonly slow?: Slow;
  /**
   * Only the events for which this expression of CEL is true, such as `d.delay > 15 && key in ["ORD"]`:
   * `d` is the data, `key`, `et` (ms), `op`, `win` the rest. The server judges; what is left out is told
   * by events of kind `skip` with `why` `'filtered'` (or `'filterFailed'`: a field that is missing, say).
   */
  readonly filter?: string;
  /**
   * Events come only when they are at least so old, in ms by the server's clock since they came into
   * the feed (default: 0; at most an hour); watermarks and the end likewise. What the server has
   * dropped by then is told by a `skip`.
   */
  readonly delay?: number;
  /**
   * Changes the subscription in place, without a break: each is answered by an event of kind `changed`,
   * and holds from its offset on, or says why it was refused. While 16 or more wait for their answers,
   * the further ones become one, in which each setting is as it was asked for last.
   */
  readonly changes?: Observable<FeedChange>;
  /** Of data that is an object, only these fields (default: all); at most 64. */
  readonly fields?: readonly string[];
  /**
   * Where to keep the last event that the subscriber is done with, to go on behind it in a later
   * subscription, also of a later start; `since` counts when nothing is stored of the feed. It moves
   * after each event, when the subscriber's callback has returned or the next event is asked for. Two
   * subscriptions at once need two stores.
   */
  readonly cursor?: CursorStore;
}

/** How a subscription to a table begins: with all its rows. */
export type TableOptions = Pick<FeedOptions, 'slow'>;

/** A connection to a server of feeds. */
export interface FeedClient {
  /**
   * A feed as an Observable: each subscription to it is one on the server, and ends there when it
   * is unsubscribed. It completes when the feed or the client ends.
   */
  feed<T>(name: string, options?: FeedOptions): Observable<FeedEvent<T>>;
  /**
   * A feed for `for await`: subscribes when the first event is asked for, and ends with the loop. While
   * more than 1,024 events wait it is not subscribed, and then goes on behind the last of them, out of
   * what the server keeps, changed as it was by then.
   */
  events<T>(name: string, options?: FeedOptions): AsyncGenerator<FeedEvent<T>, void, undefined>;
  /**
   * A page of what the server keeps of a feed, without a subscription: at most `limit` events (default: 300,
   * the server allows 1,000 unless configured), from `since` on, or back from it. It is asked for again
   * after a lost connection; at most 16 wait at once.
   *
   * Rejects with `MILLRACE_FEED_UNKNOWN`, `MILLRACE_FEED_REFUSED`.
   */
  history<T>(name: string, options?: HistoryOptions): Promise<HistoryPage<T>>;
  /** The playback of a recording on the server, where there is one. */
  readonly playback: ClientPlayback;
  /**
   * A table feed as a live Map of its rows, from now until the feed ends or it is closed; what the
   * subscription is told is checked, and told anew where it is wrong. A slow subscriber gets the latest of
   * each row (`slow: 'latest'`), unless it asks for something else. Resolves when the code for tables is
   * loaded, which clients without tables never load; the rows come behind that (`changes` tells `reset`).
   *
   * State: the rows, twice; of which the server says how many there may be, at most 1,048,576.
   */
  table<T>(name: string, options?: TableOptions): Promise<FeedTable<T>>;
  /** The state now and each new one. */
  readonly state: Observable<ClientState>;
  /** What the last connection or attempt ended with; undefined while there was no trouble. */
  readonly problem: StreamError | undefined;
  close(): void;
}

/** What a platform brings to the client: the core knows neither Node nor browser. */
export interface Platform {
  readonly runtime: ClockRuntime;
  open(url: string, protocols: string[]): WebSocketLike | Promise<WebSocketLike>;
  decoder(): Decoder | Promise<Decoder>;
}
