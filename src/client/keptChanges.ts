import { Observable, Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import { addChange } from './addChange.ts';
import type { FeedOptions } from './clientConfig.ts';
import { changedOptions } from './clientSubscription.ts';
import type { FeedChange } from './feedChange.ts';
import type { FeedEvent } from './feedEvent.ts';

/**
 * What a subscription has become by its changes, for one that is given up and made again: it begins
 * with what holds, and asks once more for what has no answer. State: the changes without an answer, of
 * which it keeps no more than a subscription does.
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
        addChange(this.#pending, change);
        this.#asked.next(change);
      },
      error: (error: unknown) => this.#asked.error(error),
    });
  }

  /** Takes the answer to a change; what was before that one has its answer, or is part of it. */
  answered(event: FeedEvent<unknown>): void {
    if (event.kind !== 'changed') return;
    const { change, refusal } = event;
    this.#pending.splice(0, this.#pending.indexOf(change) + 1);
    if (refusal === undefined) this.#options = changedOptions(this.#options, change);
  }

  stop(): void {
    this.#subscription?.unsubscribe();
  }
}
