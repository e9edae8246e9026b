import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration } from '../../operators/index.ts';
import type { Bye } from '../wire/index.ts';
import type { Feed } from './createFeed.ts';
import { FeedHub } from './feedHub.ts';
import type { FeedServerStats } from './feedStats.ts';
import { listen, portOf } from './listen.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import { serverCodecs } from './serverCodecs.ts';
import { feedsByName, serverSettings } from './serverConfig.ts';
import type { FeedServerConfig, ServerSettings } from './serverConfig.ts';

/** A server of feeds that listens. */
export interface FeedServer {
  readonly port: number;
  /** Where clients connect. */
  readonly url: string;
  /** The HTTP server below. */
  readonly http: Server;
  stats(): FeedServerStats;
  /**
   * Begins feeds anew: each takes the place of the one with its name, which stops. Connections stay; their
   * subscriptions go on with all of the new feed, in a new epoch of which they are told. Those of a feed
   * that was complete are over. Does nothing when the server closes.
   *
   * Errors: `MILLRACE_ARGUMENT_TYPE` for a name that is not served, a feed that was opened before, or one
   * with a log on disk.
   */
  replace(feeds: readonly Feed[]): void;
  /**
   * Closes all connections, stops the feeds, and resolves when everything is down. With a plan for a
   * restart, clients are told when to come back.
   */
  close(restart?: RestartPlan): Promise<void>;
}

/** When the clients of a server that restarts are to come back; each at most an hour. */
export interface RestartPlan {
  /** How long the server is away (default: 0). */
  readonly after?: Duration;
  /** The time behind that over which clients come back, each at a random moment (default: '5s'). */
  readonly spread?: Duration;
}

/**
 * Serves feeds over WebSockets (the protocol: `src/wire/PROTOCOL.md`). It subscribes to the feeds'
 * streams when it listens, not when the port is taken, and resolves then.
 *
 * Nothing that a client does harms another: each has limits, what breaks one gets an error message
 * and a close code; a slow client is a slow position in the shared log, never a growing queue.
 *
 * Errors: `MILLRACE_PORT_IN_USE` when it cannot listen, `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE` and
 * `MILLRACE_FILE_UNWRITABLE` for a log on disk (rejects); a bad config throws at call time.
 *
 * @example
 * ```ts
 * import { fromArray, processingTime } from 'millrace';
 * import { createFeed, createFeedServer } from 'millrace/feed';
 *
 * const words = fromArray(['to', 'be']).pipe(processingTime());
 * const server = await createFeedServer({ port: 0, feeds: [createFeed('words', words)] });
 * console.log(server.stats().feeds.map(({ name }) => name)); // [ 'words' ]
 * await server.close();
 * ```
 */
export function createFeedServer(config: FeedServerConfig): Promise<FeedServer> {
  const settings = serverSettings(config);
  return start(config, settings, feedsByName(config.feeds));
}

async function start(
  config: FeedServerConfig,
  settings: ServerSettings,
  feeds: Map<string, PublishedFeed>,
): Promise<FeedServer> {
  const { host = '127.0.0.1', port = 0, request = answerNotFound } = config;
  const ownsServer = config.server === undefined;
  const http = config.server ?? createServer(REQUEST_TIMES, request);
  const codecs = await serverCodecs(settings.limits.frame);
  await prepare(feeds, settings, () => (ownsServer ? listen(http, port, host) : undefined));
  const hub = new FeedHub(http, settings, feeds, codecs, ownsServer);
  return {
    http,
    get port() {
      return portOf(http);
    },
    get url() {
      return `ws://${host.includes(':') ? `[${host}]` : host}:${portOf(http)}${settings.path}`;
    },
    stats: () => hub.stats(),
    replace: (others) => hub.replace(othersByName(others, feeds)),
    close: (restart) => hub.close(restart === undefined ? undefined : byeOf(restart)),
  };
}

/** Opens the logs on disk, and then the server; where one of them fails, none stays open. */
async function prepare(
  feeds: ReadonlyMap<string, PublishedFeed>,
  { runtime }: ServerSettings,
  open: () => Promise<void> | undefined,
): Promise<void> {
  try {
    for (const feed of feeds.values()) await feed.prepare(runtime);
    await open();
  } catch (error) {
    for (const feed of feeds.values()) feed.store.release();
    throw error;
  }
}

/** A request that does not come to its end is cut off after 10 to 12 s. */
const REQUEST_TIMES = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

const REPLACE = 'FeedServer.replace';

function othersByName(
  others: readonly Feed[],
  served: ReadonlyMap<string, PublishedFeed>,
): ReadonlyMap<string, PublishedFeed> {
  const byName = feedsByName(others, REPLACE);
  for (const [name, { store }] of byName) {
    if (!served.has(name))
      throw new ArgumentTypeError(REPLACE, 'feeds', 'names of feeds that are served', show(name));
    const expected = 'feeds without a log on disk, which goes on with its epoch';
    if (store.isOnDisk) throw new ArgumentTypeError(REPLACE, 'feeds', expected, show(name));
  }
  return byName;
}

const CLOSE = 'FeedServer.close';

function byeOf(restart: RestartPlan): Bye {
  checkConfig(CLOSE, restart);
  const { after = 0, spread = '5s' } = restart;
  return { t: 'bye', after: waitOf('after', after), spread: waitOf('spread', spread) };
}

/** The longest that clients are sent away: an hour, in ms. */
const LONGEST_WAIT = 3_600_000;

function waitOf(field: string, value: Duration): number {
  const ms = toMilliseconds(CLOSE, field, value, { sign: 'notNegative' });
  return checkNumber(CLOSE, field, Math.round(ms), { min: 0, max: LONGEST_WAIT });
}

function answerNotFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('this server speaks WebSocket on its feed path only');
}
