import { Observable } from 'rxjs';
import type { StreamError } from '../../operators/index.ts';
import type {
  ClientState,
  FeedClient,
  FeedOptions,
  Platform,
  TableOptions,
} from './clientConfig.ts';
import { ClientSubscription } from './clientSubscription.ts';
import { Conversation } from './conversation.ts';
import { endWith } from './endWith.ts';
import type { FeedEvent } from './feedEvent.ts';
import type { HistoryOptions, HistoryPage } from './historyPage.ts';
import type { FeedTable } from './liveTable.ts';
import type { PlaybackLink } from './playbackLink.ts';
import type { ConnectorConfig } from './serverLink.ts';

/**
 * A client that stays connected: one socket for all subscriptions; when it breaks, it connects
 * again without an end, and each subscription goes on behind the last event that it got.
 */
export class FeedConnector implements FeedClient {
  readonly state: Observable<ClientState>;
  readonly playback: PlaybackLink;
  readonly #talk: Conversation;

  constructor(config: ConnectorConfig, platform: Platform) {
    this.#talk = new Conversation(config, platform);
    this.state = this.#talk.link.state.asObservable();
    this.playback = this.#talk.playback;
  }

  get problem(): StreamError | undefined {
    return this.#talk.link.problem;
  }

  feed<T>(name: string, options: FeedOptions = {}): Observable<FeedEvent<T>> {
    return new Observable<FeedEvent<unknown>>((subscriber) => {
      const talk = this.#talk;
      const { table, link } = talk;
      if (link.isClosed) return endWith(subscriber, link.problem);
      const subscription = new ClientSubscription(name, options, subscriber);
      table.add(subscription);
      talk.send();
      const changes = options.changes?.subscribe({
        next: (change) => {
          table.change(subscription, change);
          talk.send();
        },
        error: (error: unknown) => subscriber.error(error),
      });
      return () => {
        changes?.unsubscribe();
        table.remove(subscription);
        talk.send();
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
    await this.#talk.loadReplica();
    return new LiveTable(name, this.feed<T>(name, { slow: 'latest', ...options }));
  }

  async history<T>(name: string, options: HistoryOptions = {}): Promise<HistoryPage<T>> {
    const { askHistory } = await import('./askHistory.ts');
    return askHistory<T>(this.#talk.ask, name, options);
  }

  close(): void {
    this.#talk.over();
  }
}
