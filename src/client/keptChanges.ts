import { Observable, Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { FeedChange, FeedOptions } from './clientConfig.ts';
import { changedOptions } from './clientSubscription.ts';
import type { FeedEvent } from './feedEvent.ts';

/**
 * What a subscription has become by its changes, for one that is given up and made again: it begins
 * with what holds, and asks once more for what has no answer. State: the changes without an answer.
 */
export class KeptChanges {
  readonly #changes: Observable<FeedChange> | undefined;
  readonly #asked = new Subject<FeedChange>();
  readonly #pending: FeedChange[] = [];
  #options: FeedOptions;
  #subscription: Subscription | undefined;

  constructor({ changes, ...options }: FeedOptions) {
    this.#changes = changes;
    this.#options = options;
  }

  /** How it is to begin now. */
  open(): FeedOptions {
    if (this.#changes === undefined) return this.#options;
    this.#subscription ??= this.#listen(this.#changes);
    const changes = new Observable<FeedChange>((subscriber) => {
      for (const change of [...this.#pending]) subscriber.next(change);
      return this.#asked.subscribe(subscriber);
    });
    return { ...this.#options, changes };
  }

  #listen(changes: Observable<FeedChange>): Subscription {
    return changes.subscribe({
      next: (change) => {
        this.#pending.push(change);
        this.#asked.next(change);
      },
      error: (error: unknown) => this.#asked.error(error),
    });
  }

  /** Takes the answer to the oldest change. */
  answered(event: FeedEvent<unknown>): void {
    if (event.kind !== 'changed') return;
    const change = this.#pending.shift() ?? {};
    if (event.refusal === undefined) this.#options = changedOptions(this.#options, change);
  }

  stop(): void {
    this.#subscription?.unsubscribe();
  }
}
