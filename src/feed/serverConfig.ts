import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration, Milliseconds } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { DEFAULT_LIMITS } from '../wire/index.ts';
import type { WireLimits } from '../wire/index.ts';
import type { Authenticate } from './authenticate.ts';
import type { Feed } from './createFeed.ts';
import type { PlaybackConfig } from './playbackControl.ts';
import { PublishedFeed } from './publishedFeed.ts';

/** The limits of a feed server; what exceeds one gets a clear error and harms nobody else. */
export interface FeedServerLimits {
  /** The largest message, in bytes (default: 1 MiB). */
  readonly frame?: number;
  /** The longest feed name in a subscription, in characters (default: 255). */
  readonly name?: number;
  /** Subscriptions on one connection (default: 128). */
  readonly subs?: number;
  /** Messages a second from one client, after a burst of `subs` more (default: 50). */
  readonly rate?: number;
  /** Events of one page of history (default: 1,000). */
  readonly page?: number;
  /** The longest filter of a subscription, in characters (default: 1,000). */
  readonly filter?: number;
  /**
   * Choices of events, fields and delays on one connection, beside whole feeds (default: 16): a feed has
   * room for so many (`views` of `createFeed`), and one client must not take it all.
   */
  readonly views?: number;
  /** Connections at once (default: 10,000); more are refused with HTTP 503. */
  readonly connections?: number;
  /**
   * Bytes waiting in a socket above which no more events are written to it (default: 1 MiB). When 64 KiB of
   * answers wait besides, nothing is read from it until it has drained.
   */
  readonly buffered?: number;
}

/** Where a feed server listens, and what it serves. */
export interface FeedServerConfig {
  /** The feeds, each with a name of its own. */
  readonly feeds: readonly Feed[];
  /** The port (default: 0, a free one). Not together with `server`. */
  readonly port?: number;
  /** The address to listen on (default: '127.0.0.1', this machine only). */
  readonly host?: string;
  /** An HTTP server of yours to serve on; you make it listen and close it. */
  readonly server?: Server;
  /** Answers plain HTTP requests, where the feed server has its own HTTP server. */
  readonly request?: (request: IncomingMessage, response: ServerResponse) => void;
  /** The path of the WebSocket (default: '/feed'). */
  readonly path?: string;
  /**
   * Origins of pages that may connect besides those that this server itself serves, such as
   * 'https://example.org', or 'any'. Programs that send no Origin may always connect.
   */
  readonly origins?: readonly string[] | 'any';
  /** Whether programs that send no Origin are refused too (default: false). */
  readonly requireOrigin?: boolean;
  /**
   * Judges the token of each connection: from the header `Authorization: Bearer …`, the cookie named by
   * `tokenCookie`, or the client's hello (default: nobody needs a token). A wrong one in a header or
   * cookie is refused with HTTP 401.
   */
  readonly authenticate?: Authenticate;
  /** The cookie that holds the token of a page (default: none is looked at). */
  readonly tokenCookie?: string;
  /** How long a connection lives on after its token has expired (default: '10s'). */
  readonly tokenGrace?: Duration;
  /** A recording that is played, for clients to see and to steer (default: none). */
  readonly playback?: PlaybackConfig;
  readonly limits?: FeedServerLimits;
  /** How long a new connection may take for its hello (default: '10s'). */
  readonly helloTimeout?: Duration;
  /** How often clients are pinged (default: '25s'). */
  readonly pingEvery?: Duration;
  /** How long the answer to a ping may take (default: '8s'). */
  readonly pingTimeout?: Duration;
  /**
   * How long clients have to close when the server closes, before they are cut off (default: '1s').
   */
  readonly closeGrace?: Duration;
  readonly runtime?: Runtime;
}

/** A server's config, checked and with its defaults. */
export interface ServerSettings {
  readonly path: string;
  readonly origins: readonly string[] | 'any';
  readonly requireOrigin: boolean;
  readonly authenticate: Authenticate | undefined;
  readonly tokenCookie: string | undefined;
  readonly tokenGrace: Milliseconds;
  readonly playback: PlaybackConfig | undefined;
  readonly limits: WireLimits;
  readonly maxConnections: number;
  readonly maxBuffered: number;
  readonly helloTimeout: Milliseconds;
  readonly pingEvery: Milliseconds;
  readonly pingTimeout: Milliseconds;
  readonly closeGrace: Milliseconds;
  readonly runtime: Runtime;
  /** How the server presents itself in its welcome. */
  readonly server: { readonly name: string; readonly version: string };
}

const OWNER = 'createFeedServer';

/** Checks a server's config and fills in the defaults. */
export function serverSettings(config: FeedServerConfig): ServerSettings {
  checkConfig(OWNER, config);
  if (config.server !== undefined && config.port !== undefined) {
    throw new ArgumentTypeError(OWNER, 'port', 'nothing beside server', show(config.port));
  }
  const { limits = {}, path = '/feed', origins = [], runtime = systemRuntime } = config;
  const { authenticate, tokenCookie, tokenGrace = '10s', requireOrigin = false } = config;
  if (authenticate !== undefined) checkFunction(OWNER, 'authenticate', authenticate);
  const { playback } = config;
  if (playback !== undefined) checkPlayback(playback);
  const { connections = 10_000, buffered = 1_048_576 } = limits;
  return {
    path,
    origins,
    requireOrigin,
    authenticate,
    tokenCookie,
    tokenGrace: toMilliseconds(OWNER, 'tokenGrace', tokenGrace, { sign: 'notNegative' }),
    playback,
    limits: wireLimits(limits),
    maxConnections: checkNumber(OWNER, 'limits.connections', connections, { min: 1 }),
    maxBuffered: checkNumber(OWNER, 'limits.buffered', buffered, { min: 1 }),
    helloTimeout: toMilliseconds(OWNER, 'helloTimeout', config.helloTimeout ?? '10s'),
    pingEvery: toMilliseconds(OWNER, 'pingEvery', config.pingEvery ?? '25s'),
    pingTimeout: toMilliseconds(OWNER, 'pingTimeout', config.pingTimeout ?? '8s'),
    closeGrace: toMilliseconds(OWNER, 'closeGrace', config.closeGrace ?? '1s'),
    runtime,
    server: { name: 'millrace', version: '0.1.0' },
  };
}

function checkPlayback({ control, allow }: PlaybackConfig): void {
  checkFunction(OWNER, 'playback.allow', allow);
  for (const name of ['status', 'play', 'pause', 'seek', 'setSpeed'] as const)
    checkFunction(OWNER, `playback.control.${name}`, control?.[name]);
  checkFunction(OWNER, 'playback.control.changes.subscribe', control.changes?.subscribe);
}

function wireLimits(limits: FeedServerLimits): WireLimits {
  const { frame, name, subs, rate, page, filter, views } = { ...DEFAULT_LIMITS, ...limits };
  return {
    frame: checkNumber(OWNER, 'limits.frame', frame, { min: 256 }),
    name: checkNumber(OWNER, 'limits.name', name, { min: 1 }),
    subs: checkNumber(OWNER, 'limits.subs', subs, { min: 1 }),
    rate: checkNumber(OWNER, 'limits.rate', rate, { min: 1 }),
    page: checkNumber(OWNER, 'limits.page', page, { min: 1 }),
    filter: checkNumber(OWNER, 'limits.filter', filter, { min: 1 }),
    views: checkNumber(OWNER, 'limits.views', views, { min: 0 }),
  };
}

/** The feeds by name, as what a server works with. */
export function feedsByName(
  feeds: readonly Feed[],
  owner: string = OWNER,
): Map<string, PublishedFeed> {
  const byName = new Map<string, PublishedFeed>();
  for (const feed of feeds) {
    if (!(feed instanceof PublishedFeed)) {
      throw new ArgumentTypeError(owner, 'feeds', 'what createFeed returns', show(feed));
    }
    const expected = 'feeds of different names that no server has opened';
    if (byName.has(feed.name) || feed.isOpened) {
      throw new ArgumentTypeError(owner, 'feeds', expected, `'${feed.name}' again`);
    }
    byName.set(feed.name, feed);
  }
  return byName;
}
