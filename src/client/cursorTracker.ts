import type { FeedCursor } from './cursorStore.ts';
import type { FeedEvent } from './feedEvent.ts';

/** Tells from the events of a feed where a subscriber stands that is done with them. */
export class CursorTracker {
  #epoch: string | undefined;

  /** Where it stands after an event; undefined: where it stood before. */
  after(event: FeedEvent<unknown>): FeedCursor | undefined {
    if (event.kind === 'event') return this.#at(event.offset);
    if (event.kind === 'skip') return this.#at(event.to - 1);
    if (event.kind === 'snapshot') return this.#at(event.offset - 1);
    if (event.kind === 'subscribed') {
      this.#epoch = event.epoch;
      // What was asked for and is gone is not told yet: the skip that tells it moves the cursor, or the
      // snapshot in its place.
      if (event.outcome !== 'tooOld' && event.outcome !== 'snapshot')
        return this.#at(event.offset - 1);
    }
    return undefined;
  }

  #at(off: number): FeedCursor | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, off };
  }
}
