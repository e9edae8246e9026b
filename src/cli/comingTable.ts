import type { FeedEvent } from '../client/index.ts';

/**
 * Knows when a table comes whole: events that do not come before it then are in it, and nothing is lost.
 * State: a flag.
 */
export class ComingTable {
  #comes = false;

  /** Takes each event of a feed; whether it is a skip of events that the table holds. */
  holds(event: FeedEvent<unknown>): boolean {
    if (event.kind === 'subscribed') this.#comes = event.outcome === 'snapshot';
    else if (event.kind === 'snapshot') this.#comes = false;
    return this.#comes && event.kind === 'skip';
  }
}
