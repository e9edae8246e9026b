import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Subscription } from 'rxjs';
import { chooseSubprotocol, CLOSE } from '../wire/index.ts';
import type { Bye, Codec } from '../wire/index.ts';
import type { Identity } from './authenticate.ts';
import { answerRefusal, pathOf, refuse } from './refusal.ts';
import { Connection } from './connection.ts';
import { FilterLoader } from './filterLoader.ts';
import type { FeedServerStats } from './feedStats.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import type { ServerSettings } from './serverConfig.ts';
import { UpgradeAdmission } from './upgradeAdmission.ts';
import { webSocketServer } from './webSocketServer.ts';

/** A request to open a WebSocket. */
type Upgrade = readonly [request: IncomingMessage, socket: Duplex, head: Buffer];

/** The feeds of a server and its connections, from the first upgrade to the last close. */
export class FeedHub {
  readonly #http: Server;
  readonly #settings: ServerSettings;
  readonly #feeds: Map<string, PublishedFeed>;
  readonly #codecs: readonly Codec[];
  readonly #ownsServer: boolean;
  readonly #sockets: ReturnType<typeof webSocketServer>;
  readonly #admission: UpgradeAdmission;
  readonly #filters = new FilterLoader();
  readonly #connections = new Set<Connection>();
  readonly #watch: Subscription | undefined;
  readonly #onUpgrade = this.#upgrade.bind(this);
  /** Channels given out: a feed gives those of its views again, nobody else does. */
  #channels = 0;
  readonly #newChannel = (): number => {
    this.#channels += 1;
    return this.#channels - 1;
  };
  #closing: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(
    http: Server,
    settings: ServerSettings,
    feeds: Map<string, PublishedFeed>,
    codecs: readonly Codec[],
    ownsServer: boolean,
  ) {
    this.#http = http;
    this.#settings = settings;
    this.#feeds = feeds;
    this.#codecs = codecs;
    this.#ownsServer = ownsServer;
    this.#sockets = webSocketServer({
      maxPayload: settings.limits.frame,
      choose: chooseSubprotocol,
    });
    this.#admission = new UpgradeAdmission(settings);
    http.on('upgrade', this.#onUpgrade);
    for (const feed of feeds.values()) this.#open(feed);
    this.#watch = settings.playback?.control.changes.subscribe(() => {
      for (const connection of this.#connections) connection.steered();
    });
  }

  #open(feed: PublishedFeed): void {
    const { runtime, limits } = this.#settings;
    const channel = this.#newChannel();
    feed.open({
      runtime,
      channel,
      codecs: this.#codecs,
      maxFrame: limits.frame,
      newChannel: this.#newChannel,
    });
  }

  /** Puts feeds in the place of those with their names; who reads these is told of a new epoch. */
  replace(feeds: ReadonlyMap<string, PublishedFeed>): void {
    if (this.#closing !== undefined) return;
    for (const [name, feed] of feeds) {
      this.#feeds.get(name)?.close();
      this.#feeds.set(name, feed);
      this.#open(feed);
    }
    for (const connection of this.#connections) connection.wake();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (pathOf(request) !== this.#settings.path) {
      // Another listener of a shared server may know the path.
      if (this.#ownsServer)
        answerRefusal(socket, { status: '404 Not Found', text: 'no feeds here' });
      return;
    }
    const present = this.#connections.size + this.#admission.size;
    const refusal = refuse(request, this.#settings, present);
    if (refusal !== undefined) return answerRefusal(socket, refusal);
    const accept = (identity: Identity | undefined): void =>
      this.#accept([request, socket, head], identity);
    this.#admission.admit({ request, socket, accept });
  }

  #accept([request, socket, head]: Upgrade, identity: Identity | undefined): void {
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      const [feeds, codecs, settings] = [this.#feeds, this.#codecs, this.#settings];
      const { runtime } = settings;
      const filters = this.#filters;
      const context = { runtime, settings, feeds, codecs, filters, request, identity };
      const connection = new Connection(ws, socket, context);
      this.#connections.add(connection);
      ws.on('close', () => this.#forget(connection));
    });
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  stats(): FeedServerStats {
    return {
      feeds: [...this.#feeds.values()].map((feed) => feed.stats()),
      connections: [...this.#connections].map((connection) => connection.stats()),
      playback: this.#settings.playback?.control.status(),
    };
  }

  /** With a message, all clients are told first when they are to come back. */
  close(restart?: Bye): Promise<void> {
    this.#closing ??= this.#close(restart);
    return this.#closing;
  }

  async #close(restart: Bye | undefined): Promise<void> {
    this.#http.off('upgrade', this.#onUpgrade);
    this.#admission.close();
    this.#watch?.unsubscribe();
    for (const feed of this.#feeds.values()) feed.close();
    if (restart !== undefined)
      for (const connection of this.#connections) connection.announce(restart);
    const stopped = this.#ownsServer ? this.#closeServer() : undefined;
    await this.#closeConnections();
    await stopped;
  }

  #closeServer(): Promise<void> {
    return new Promise((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  async #closeConnections(): Promise<void> {
    if (this.#connections.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    const { runtime, closeGrace } = this.#settings;
    for (const connection of this.#connections)
      connection.close(CLOSE.restart, 'the server is closing');
    const cancel = runtime.setTimer(() => {
      for (const connection of this.#connections) connection.terminate();
    }, closeGrace);
    await empty;
    cancel();
  }
}
