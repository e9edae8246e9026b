import type { Subscription } from 'rxjs';
import type { FeedClient, FeedEvent, FeedOptions } from '../client/index.ts';
import type { Since } from '../wire/index.ts';

/** Who gets the events of a feed. */
export interface FollowerEvents {
  /** Not the news of subscriptions that only go on. */
  next(event: FeedEvent<unknown>): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Follows a feed and can pause: the subscription ends then, and goes on later behind the last event. What
 * comes meanwhile waits in the server's log, so nothing piles up here; what the server keeps no longer,
 * it tells. State: a position.
 */
export class FeedFollower {
  readonly #client: FeedClient;
  readonly #feed: string;
  readonly #events: FollowerEvents;
  readonly #options: FeedOptions;
  #since: Since | undefined;
  #epoch: string | undefined;
  #subscription: Subscription | undefined;
  #isOver = false;

  constructor(client: FeedClient, feed: string, options: FeedOptions, events: FollowerEvents) {
    this.#client = client;
    this.#feed = feed;
    this.#options = options;
    this.#since = options.since;
    this.#events = events;
  }

  /** Begins, or goes on after a pause. */
  resume(): void {
    if (this.#subscription !== undefined || this.#isOver) return;
    const since = this.#since === undefined ? {} : { since: this.#since };
    const subscription = this.#client.feed(this.#feed, { ...this.#options, ...since }).subscribe({
      next: (event) => this.#receive(event),
      error: (error) => this.#end(() => this.#events.error(error)),
      complete: () => this.#end(() => this.#events.complete()),
    });
    if (!this.#isOver) this.#subscription = subscription;
  }

  pause(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  stop(): void {
    this.#isOver = true;
    this.pause();
  }

  #receive(event: FeedEvent<unknown>): void {
    const { kind } = event;
    const goesOn = kind === 'subscribed' && event.epoch === this.#epoch;
    if (kind === 'subscribed') this.#move(event.epoch, event.offset - 1);
    else if (kind === 'event') this.#move(this.#epoch, event.offset);
    else if (kind === 'snapshot') this.#move(this.#epoch, event.offset - 1);
    else if (kind === 'skip') this.#move(this.#epoch, event.to - 1);
    if (!goesOn) this.#events.next(event);
  }

  #move(epoch: string | undefined, off: number): void {
    this.#epoch = epoch;
    if (epoch !== undefined) this.#since = { epoch, off };
  }

  #end(tell: () => void): void {
    this.#isOver = true;
    tell();
  }
}
