import type { Observable, Subscription } from 'rxjs';
import type { CursorStore, FeedCursor } from './cursorStore.ts';
import { CursorTracker } from './cursorTracker.ts';
import type { FeedEvent } from './feedEvent.ts';

/** The most events that wait for their reader. */
const MOST_WAITING = 1_024;

/** Subscribes behind a cursor, or where the caller wanted to begin. */
export type OpenFeed<T> = (after: FeedCursor | undefined) => Observable<FeedEvent<T>>;

/** Who must know what became of changes of the subscription. */
export interface ChangeKeeper {
  answered(event: FeedEvent<unknown>): void;
  stop(): void;
}

/**
 * The events of a feed, at the pace of who asks for them. When too many wait, the subscription is
 * given up and made again behind the last of them when all have been taken: the log of the server
 * keeps the rest. The stored cursor moves behind an event when the next one is asked for.
 */
export async function* feedEvents<T>(
  name: string,
  open: OpenFeed<T>,
  store: CursorStore | undefined,
  changes: ChangeKeeper = NO_CHANGES,
): AsyncGenerator<FeedEvent<T>, void, undefined> {
  const inbox = new Inbox(open, store?.load(name), changes);
  const tracker = new CursorTracker();
  try {
    for (let event = await inbox.take(); event !== undefined; event = await inbox.take()) {
      yield event;
      const cursor = tracker.after(event);
      if (cursor !== undefined) store?.save(name, cursor);
    }
  } finally {
    inbox.close();
    changes.stop();
  }
}

const NO_CHANGES: ChangeKeeper = { answered: () => undefined, stop: () => undefined };

/** Events that wait for their reader. Bound: `MOST_WAITING`. */
class Inbox<T> {
  readonly #open: OpenFeed<T>;
  readonly #changes: ChangeKeeper;
  readonly #waiting: FeedEvent<T>[] = [];
  readonly #tracker = new CursorTracker();
  #after: FeedCursor | undefined;
  #subscription: Subscription | undefined;
  #end: { readonly error?: unknown } | undefined;
  #arrived: () => void = () => undefined;

  constructor(open: OpenFeed<T>, after: FeedCursor | undefined, changes: ChangeKeeper) {
    this.#open = open;
    this.#changes = changes;
    this.#after = after;
  }

  /** The next event; undefined at the end. */
  async take(): Promise<FeedEvent<T> | undefined> {
    while (this.#waiting.length === 0 && this.#end === undefined) {
      const arrived = new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      this.#subscription ??= this.#subscribe();
      await arrived;
    }
    const event = this.#waiting.shift();
    if (event === undefined && this.#end !== undefined && 'error' in this.#end)
      throw this.#end.error;
    return event;
  }

  #subscribe(): Subscription {
    return this.#open(this.#after).subscribe({
      next: (event) => this.#put(event),
      error: (error: unknown) => this.#finish({ error }),
      complete: () => this.#finish({}),
    });
  }

  #put(event: FeedEvent<T>): void {
    this.#waiting.push(event);
    this.#changes.answered(event);
    this.#after = this.#tracker.after(event) ?? this.#after;
    if (this.#waiting.length >= MOST_WAITING) this.close();
    this.#arrived();
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end = end;
    this.#arrived();
  }

  close(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }
}
