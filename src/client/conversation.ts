import type { StreamError } from '../../operators/index.ts';
import type { Cancel, ClockRuntime } from '../runtime/index.ts';
import type { SubOk } from '../wire/index.ts';
import type { Platform } from './clientConfig.ts';
import type { Part, Told } from './clientConnection.ts';
import { PlaybackLink } from './playbackLink.ts';
import { refusedBy } from './refusedBy.ts';
import type { Ask, RequestTable } from './requestTable.ts';
import { ServerLink } from './serverLink.ts';
import type { ConnectorConfig, LinkUser } from './serverLink.ts';
import { SubscriptionTable } from './subscriptionTable.ts';
import type { OpenReplica } from './tableReplica.ts';

/** What a client and its server say to each other, over all its connections. */
export class Conversation implements LinkUser {
  readonly link: ServerLink;
  readonly playback: PlaybackLink;
  readonly #runtime: ClockRuntime;
  /** What is changed in it is told by `send`. */
  readonly table: SubscriptionTable = new SubscriptionTable();
  #requests: RequestTable | undefined;
  /** Is there once a table needed it. */
  #openReplica: OpenReplica | undefined;
  /** Goes on sending when the server takes more. */
  #pause: Cancel | undefined;

  constructor(config: ConnectorConfig, platform: Platform) {
    this.#runtime = platform.runtime;
    this.playback = new PlaybackLink(platform.runtime, async (act) =>
      (await import('./askPlayback.ts')).askPlayback(this.ask, act),
    );
    this.link = new ServerLink(config, platform, this);
    void this.link.connect();
  }

  readonly ask: Ask = async (about, request) => {
    const { RequestTable } = await import('./requestTable.ts');
    const requests = (this.#requests ??= new RequestTable());
    const answer = requests.add(about, request);
    // A closed client ends it as those that waited.
    if (this.link.isClosed) requests.clear(this.link.problem);
    else this.send();
    return answer;
  };

  /**
   * Sends what is to be said and has not been on this connection, as fast as the server takes it. What
   * waits does so as a subscription, a change or a request: there is no queue of messages.
   */
  send(): void {
    this.#pause?.();
    const { connection, state } = this.link;
    while (state.value === 'live' && connection !== undefined) {
      const { wait } = connection;
      if (wait > 0) {
        this.#pause = this.#runtime.setTimer(() => this.send(), wait);
        return;
      }
      const message = this.table.next() ?? this.#requests?.next();
      if (message === undefined) return;
      connection.send(message);
    }
  }

  message(message: Told): void {
    if (message.t === 'bye') this.link.bye = message;
    else if (message.t === 'subok') this.#subscribed(message);
    else if (message.t === 'setok') this.table.changed(message);
    else if (message.t === 'err' && message.req !== undefined) this.#requests?.refuse(message);
    // Without id and channel an error says why the connection is about to be closed: it is for none of them.
    else if (message.t === 'end' || message.t === 'err') this.table.end(message);
    else if (message.t === 'page' || message.t === 'ctlok') this.#requests?.answer(message);
    else if (message.t === 'playback') this.playback.told(message);
    else if (message.t === 'schema' || message.t === 'pong' || !this.table.receive(message)) return;
    this.send();
  }

  #subscribed(message: SubOk): void {
    if (message.table === true && this.#openReplica === undefined) void this.#prepare(message);
    else this.table.subscribed(message, this.#openReplica);
  }

  /** The code of tables comes first; the subscription is asked for again behind it. */
  async #prepare({ id }: SubOk): Promise<void> {
    const subscription = this.table.find(id);
    if (subscription === undefined) return;
    this.table.park(subscription);
    this.send();
    try {
      await this.loadReplica();
    } catch (error) {
      this.table.remove(subscription);
      return subscription.close(refusedBy(error));
    }
    this.table.resume(subscription);
    this.send();
  }

  async loadReplica(): Promise<void> {
    const { TableReplica } = await import('./tableReplica.ts');
    this.#openReplica = (isReady) => new TableReplica(isReady);
  }

  /** The connection is closed behind this. */
  unreadable(problem: string, part: Part): void {
    if (part.req === undefined) this.table.unreadable(problem, part);
    else this.#requests?.unreadable(problem, part.req);
  }

  lost(problem: StreamError): void {
    this.table.reset();
    this.#requests?.lost(problem);
    this.playback.lost();
  }

  /** Ends everything; without a problem the client itself wants it. */
  over(problem?: StreamError): void {
    this.#pause?.();
    this.playback.close();
    this.link.close(problem);
    this.#requests?.clear(problem);
    for (const subscription of this.table.clear()) subscription.close(problem);
  }
}
