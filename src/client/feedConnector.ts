import { BehaviorSubject, Observable } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Cancel } from '../runtime/index.ts';
import { comebackAfter, SUBPROTOCOLS } from '../wire/index.ts';
import type { Bye, CodecName, Comeback, Err, SubOk } from '../wire/index.ts';
import { ClientConnection } from './clientConnection.ts';
import type { Part, Told } from './clientConnection.ts';
import type {
  ClientState,
  FeedClient,
  FeedOptions,
  Platform,
  TableOptions,
} from './clientConfig.ts';
import { ClientSubscription } from './clientSubscription.ts';
import type { FeedChange } from './feedChange.ts';
import type { FeedEvent } from './feedEvent.ts';
import type { HistoryOptions, HistoryPage } from './historyPage.ts';
import { PlaybackLink } from './playbackLink.ts';
import type { FeedTable } from './liveTable.ts';
import { reconnectDelay } from './reconnectDelay.ts';
import type { Backoff } from './reconnectDelay.ts';
import type { Answer, Request, RequestTable } from './requestTable.ts';
import { SubscriptionTable } from './subscriptionTable.ts';
import { tokenFrom } from './tokenFrom.ts';
import type { OpenReplica } from './tableReplica.ts';
import type { TokenSource } from './tokenFrom.ts';

/** What the connector was told; all defaults are filled in. */
export interface ConnectorConfig extends Backoff {
  readonly url: string;
  readonly codec: CodecName;
  readonly name: string;
  readonly token: TokenSource | undefined;
  readonly connectTimeout: number;
}

/** The code of a connection that was not tried: that of one which was cut. */
const NO_TOKEN = 1006;

/**
 * A client that stays connected: one socket for all subscriptions; when it breaks, it connects
 * again without an end, and each subscription goes on behind the last event that it got.
 */
export class FeedConnector implements FeedClient {
  readonly state: Observable<ClientState>;
  readonly playback: PlaybackLink;
  readonly #config: ConnectorConfig;
  readonly #platform: Platform;
  readonly #state = new BehaviorSubject<ClientState>('connecting');
  readonly #table = new SubscriptionTable();
  #requests: RequestTable | undefined;
  /** Is there once a table needed it. */
  #openReplica: OpenReplica | undefined;
  #connection: ClientConnection | undefined;
  #retry: Cancel | undefined;
  /** Goes on sending when the server takes more. */
  #pause: Cancel | undefined;
  #bye: Bye | undefined;
  #failures = 0;
  #problem: StreamError | undefined;

  constructor(config: ConnectorConfig, platform: Platform) {
    this.#config = config;
    this.#platform = platform;
    this.state = this.#state.asObservable();
    this.playback = new PlaybackLink(platform.runtime, async (act) => {
      (await import('./checkCtl.ts')).checkCtl(act);
      await this.#ask('playback', (req) => ({ t: 'ctl', req, ...act }));
    });
    void this.#connect();
  }

  get problem(): StreamError | undefined {
    return this.#problem;
  }

  feed<T>(name: string, options: FeedOptions = {}): Observable<FeedEvent<T>> {
    return new Observable<FeedEvent<unknown>>((subscriber) => {
      if (this.#isClosed) return this.#refuse(subscriber);
      const subscription = new ClientSubscription(name, options, subscriber);
      this.#table.add(subscription);
      this.#send();
      const changes = options.changes?.subscribe({
        next: (change) => this.#change(subscription, change),
        error: (error: unknown) => subscriber.error(error),
      });
      return () => {
        changes?.unsubscribe();
        this.#unsubscribe(subscription);
      };
    }) as Observable<FeedEvent<T>>;
  }

  // What only some users need comes with its first use.

  async *events<T>(
    name: string,
    options: FeedOptions = {},
  ): AsyncGenerator<FeedEvent<T>, void, undefined> {
    const { eventsOfFeed } = await import('./eventsOfFeed.ts');
    yield* eventsOfFeed<T>(name, options, (own) => this.feed(name, own));
  }

  async table<T>(name: string, options: TableOptions = {}): Promise<FeedTable<T>> {
    const { LiveTable } = await import('./liveTable.ts');
    await this.#loadReplica();
    return new LiveTable(name, this.feed<T>(name, { slow: 'latest', ...options }));
  }

  async history<T>(name: string, options: HistoryOptions = {}): Promise<HistoryPage<T>> {
    const { askHistory } = await import('./askHistory.ts');
    return askHistory<T>((about, request) => this.#ask(about, request), name, options);
  }

  close(): void {
    this.#finish();
    this.#requests?.clear(closedError());
    for (const subscription of this.#table.clear()) subscription.complete();
  }

  get #isLive(): boolean {
    return this.#state.value === 'live';
  }

  get #isClosed(): boolean {
    return this.#state.value === 'closed';
  }

  async #ask(about: string, request: (req: number) => Request): Promise<Answer> {
    const { RequestTable } = await import('./requestTable.ts');
    if (this.#isClosed) throw this.#problem ?? closedError();
    this.#requests ??= new RequestTable();
    const answer = this.#requests.add(about, request);
    this.#send();
    return answer;
  }

  /**
   * Sends what is to be said and has not been on this connection, as fast as the server takes it. What
   * waits does so as a subscription, a change or a request: there is no queue of messages.
   */
  #send(): void {
    this.#pause?.();
    while (this.#isLive && this.#connection !== undefined) {
      const wait = this.#connection.wait;
      if (wait > 0) {
        this.#pause = this.#platform.runtime.setTimer(() => this.#send(), wait);
        return;
      }
      const message = this.#table.next() ?? this.#requests?.next();
      if (message === undefined) return;
      this.#connection.send(message);
    }
  }

  #refuse(subscriber: { complete(): void; error(error: unknown): void }): void {
    if (this.#problem === undefined) subscriber.complete();
    else subscriber.error(this.#problem);
  }

  #change(subscription: ClientSubscription, change: FeedChange): void {
    this.#table.change(subscription, change);
    this.#send();
  }

  #unsubscribe(subscription: ClientSubscription): void {
    this.#table.remove(subscription);
    this.#send();
  }

  async #connect(): Promise<void> {
    try {
      const { url, codec, name, connectTimeout: timeout, token: source } = this.#config;
      const decoder = await this.#platform.decoder();
      const token = await this.#token();
      if (this.#isClosed || token === 'none') return;
      const socket = await this.#platform.open(url, [SUBPROTOCOLS[codec]]);
      const { runtime } = this.#platform;
      const connection = new ClientConnection(
        socket,
        decoder,
        { runtime, name, timeout, source, ...token },
        {
          welcome: () => this.#goLive(),
          message: (message) => this.#receive(message),
          unreadable: (problem, part) => this.#unreadable(problem, part),
          closed: (code, reason) => this.#lost(code, reason),
        },
      );
      if (this.#isClosed) connection.close();
      else this.#connection = connection;
    } catch (error) {
      // The class refuses the address, or a package is missing: another attempt would end the same.
      this.#give(refusedBy(error));
    }
  }

  /** `'none'` when there is no token for now: the next attempt asks again. */
  async #token(): Promise<{ readonly token?: string } | 'none'> {
    try {
      const token = await tokenFrom(this.#config.token);
      return token === undefined ? {} : { token };
    } catch (error) {
      if (!this.#isClosed) this.#lost(NO_TOKEN, `no token: ${String(error)}`);
      return 'none';
    }
  }

  #goLive(): void {
    this.#failures = 0;
    this.#problem = undefined;
    this.#state.next('live');
    this.#send();
  }

  #receive(message: Told): void {
    if (message.t === 'bye') this.#bye = message;
    else if (message.t === 'subok') this.#subscribed(message);
    else if (message.t === 'setok') this.#table.changed(message);
    else if (message.t === 'end') this.#table.end(message);
    else if (message.t === 'page' || message.t === 'ctlok') this.#requests?.answer(message);
    else if (message.t === 'playback') this.playback.told(message);
    else if (message.t === 'err') this.#receiveError(message);
    else if (message.t !== 'schema' && message.t !== 'pong')
      return this.#askAgain(this.#table.receive(message));
    this.#send();
  }

  #subscribed(message: SubOk): void {
    if (message.table === true && this.#openReplica === undefined) void this.#prepare(message);
    else this.#askAgain(this.#table.subscribed(message, this.#openReplica));
  }

  /** The code of tables comes first; the subscription is asked for again behind it. */
  async #prepare({ id }: SubOk): Promise<void> {
    const subscription = this.#table.find(id);
    if (subscription === undefined) return;
    this.#table.park(subscription);
    this.#send();
    try {
      await this.#loadReplica();
    } catch (error) {
      this.#table.remove(subscription);
      return subscription.fail(refusedBy(error));
    }
    if (this.#table.isWaiting(subscription)) this.#table.add(subscription);
    this.#send();
  }

  async #loadReplica(): Promise<void> {
    const { TableReplica } = await import('./tableReplica.ts');
    this.#openReplica = (isReady) => new TableReplica(isReady);
  }

  #receiveError(message: Err): void {
    // Without id and channel it says why the connection is about to be closed.
    if (message.req !== undefined) return this.#requests?.refuse(message);
    if (message.id === undefined && message.ch === undefined) return;
    this.#table.end(message);
  }

  /** The connection is closed behind this. */
  #unreadable(problem: string, part: Part): void {
    if (part.req === undefined) this.#table.unreadable(problem, part);
    else this.#requests?.unreadable(problem, part.req);
  }

  #askAgain(subscriptions: readonly ClientSubscription[]): void {
    if (subscriptions.length === 0) return;
    for (const subscription of subscriptions) {
      this.#table.park(subscription);
      this.#table.add(subscription);
    }
    this.#send();
  }

  #lost(code: number, reason: string): void {
    this.#connection = undefined;
    this.#table.reset();
    const text = `connectFeeds: ${this.#config.url}: ${reason} (code ${code})`;
    const comeback = comebackAfter(code);
    if (comeback === 'never') return this.#give(new StreamError('MILLRACE_FEED_REFUSED', text));
    this.#problem = new StreamError('MILLRACE_FEED_LOST', text);
    this.#requests?.lost(this.#problem);
    this.playback.lost();
    const { runtime } = this.#platform;
    const delay = this.#delay(comeback, runtime.random());
    this.#failures += 1;
    this.#retry = runtime.setTimer(() => void this.#connect(), delay);
    this.#state.next('reconnecting');
  }

  /** A server that said when it is back is asked then, and after that as any other. */
  #delay(comeback: Comeback, random: number): number {
    const bye = this.#bye;
    this.#bye = undefined;
    if (bye !== undefined) return bye.after + random * bye.spread;
    return reconnectDelay(this.#config, this.#failures, comeback, random);
  }

  /** Ends the client with an error for all its subscriptions. */
  #give(error: StreamError): void {
    this.#problem = error;
    this.#finish();
    this.#requests?.clear(error);
    for (const subscription of this.#table.clear()) subscription.fail(error);
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#retry?.();
    this.#pause?.();
    this.#connection?.close();
    this.#connection = undefined;
    this.playback.close();
    this.#state.next('closed');
    this.#state.complete();
  }
}

function refusedBy(cause: unknown): StreamError {
  return new StreamError('MILLRACE_FEED_REFUSED', `connectFeeds: ${String(cause)}`, { cause });
}

function closedError(): StreamError {
  return new StreamError('MILLRACE_FEED_REFUSED', 'connectFeeds: the client is closed');
}
