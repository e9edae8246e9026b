import type { FeedCursor } from './cursorStore.ts';
import type { FeedEvent } from './feedEvent.ts';

/** Tells from the events of a feed where a subscriber stands that is done with them. */
export class CursorTracker {
  #epoch: string | undefined;

  /** Where it stands after an event; undefined: where it stood before. */
  after(event: FeedEvent<unknown>): FeedCursor | undefined {
    if (event.kind === 'mark' || event.kind === 'changed') return undefined;
    if (event.kind === 'subscribed') {
      this.#epoch = event.epoch;
      // What was asked for and is gone is not told yet: the skip that tells it moves the cursor.
      return event.outcome === 'tooOld' ? undefined : this.#at(event.offset - 1);
    }
    return this.#at(event.kind === 'event' ? event.offset : event.to - 1);
  }

  #at(off: number): FeedCursor | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, off };
  }
}
