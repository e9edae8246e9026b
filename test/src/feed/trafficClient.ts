import { Subscriber } from 'rxjs';
import type { FeedOptions } from '../../../src/client/clientConfig.ts';
import type { FeedChange } from '../../../src/client/feedChange.ts';
import { ClientSubscription } from '../../../src/client/clientSubscription.ts';
import { SubscriptionTable } from '../../../src/client/subscriptionTable.ts';
import type { FeedReader } from '../../../src/feed/feedReader.ts';
import type { Frame } from '../../../src/feed/frame.ts';
import type { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { Subscriptions } from '../../../src/feed/subscriptions.ts';
import type { Runtime } from '../../../src/runtime/index.ts';
import { DEFAULT_LIMITS } from '../../../src/wire/index.ts';
import type { ClientMessage, Codec, ServerMessage } from '../../../src/wire/index.ts';
import * as assert from '../../support/assert.ts';
import { HeardFeed } from './heardFeed.ts';

/** A subscription of the client, and what it heard. */
interface Open {
  readonly feed: string;
  readonly subscription: ClientSubscription;
  readonly heard: HeardFeed;
}

/**
 * A server's connection and our client at its other end, with nothing in between but room for so many
 * frames. A filter is a number: it lets through what it divides.
 */
export class TrafficClient implements FeedReader {
  readonly codec: Codec;
  readonly open: Open[] = [];
  /** Frames that came without a look. */
  taken = 0;
  #room = Infinity;
  readonly #feeds: ReadonlyMap<string, PublishedFeed>;
  readonly #runtime: Runtime;
  readonly #table = new SubscriptionTable();
  #server: Subscriptions;

  constructor(feeds: ReadonlyMap<string, PublishedFeed>, runtime: Runtime, codec: Codec) {
    this.#feeds = feeds;
    this.#runtime = runtime;
    this.codec = codec;
    this.#server = this.#connect();
  }

  #connect(): Subscriptions {
    const compile = (text: string) => (item: { readonly d?: unknown }) =>
      (item.d as { readonly n: number }).n % Number(text) === 0;
    const [feeds, runtime, limits] = [this.#feeds, this.#runtime, DEFAULT_LIMITS];
    return new Subscriptions({ feeds, limits, reader: this, runtime, filters: { compile } });
  }

  wake(): void {
    if (this.#room <= 0) return this.#server.hold();
    const isFull = (): boolean => this.#room <= 0;
    this.#server.read(this.codec, {
      get isFull() {
        return isFull();
      },
      write: (frame) => this.#deliver(frame),
      together: () => undefined,
    });
  }

  take(frame: Frame): boolean {
    if (this.#room <= 0) return false;
    this.taken += 1;
    this.#deliver(frame);
    return true;
  }

  #deliver(frame: Frame): void {
    this.#room -= 1;
    this.#hear(this.codec.decode(frame.payload()) as ServerMessage);
  }

  #hear(message: ServerMessage): void {
    const table = this.#table;
    if (message.t === 'subok') return this.#holds(table.subscribed(message));
    if (message.t === 'setok') return table.changed(message);
    if (message.t === 'end' || message.t === 'err') return table.end(message);
    if (message.t === 'ev' || message.t === 'pick' || message.t === 'mark' || message.t === 'skip')
      this.#holds(table.receive(message));
  }

  /** The client finds no gap in what it is told. */
  #holds(isAgain: boolean): void {
    assert.is(isAgain, false);
  }

  #send(message: ClientMessage): void {
    if (message.t === 'unsub') this.#server.remove(message.id);
    if (message.t === 'sub') for (const answer of this.#server.add(message)) this.#hear(answer);
    if (message.t === 'set') for (const answer of this.#server.change(message)) this.#hear(answer);
    this.wake();
  }

  subscribe(feed: string, options: FeedOptions): void {
    const heard = new HeardFeed();
    const subscription = new ClientSubscription(feed, options, new Subscriber(heard));
    this.open.push({ feed, subscription, heard });
    this.#table.add(subscription);
    this.#sendDue();
  }

  unsubscribe(index: number): void {
    for (const { subscription } of this.open.splice(index, 1)) this.#table.remove(subscription);
    this.#sendDue();
  }

  #sendDue(): void {
    for (let message = this.#table.next(); message !== undefined; message = this.#table.next())
      this.#send(message);
  }

  change(index: number, change: FeedChange): void {
    const { subscription, heard } = this.open[index] ?? {};
    if (subscription === undefined || heard?.isOver !== false || subscription.id === 0) return;
    this.#table.change(subscription, change);
    this.#sendDue();
  }

  /** Its socket has room for so many frames. */
  makeRoom(frames: number): void {
    this.#room = frames;
    if (frames > 0) this.wake();
  }

  /** Loses its connection, and comes back at once. */
  cut(): void {
    this.#server.close();
    this.#table.reset();
    this.#server = this.#connect();
    this.#room = Infinity;
    this.#sendDue();
  }

  close(): void {
    this.#server.close();
  }
}
