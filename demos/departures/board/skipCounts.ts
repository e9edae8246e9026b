import type { SkipEvent } from 'millrace/client';
import type { FeedName } from './boardFeeds.ts';
import { formatCount } from './formats.ts';

const REASONS: Readonly<Record<SkipEvent['why'], string>> = {
  dropped: 'this page was too slow',
  conflated: 'this page was too slow',
  expired: 'the server no longer keeps them',
  epoch: 'the server began anew',
  tooLarge: 'they were too large',
  filtered: 'this page did not want them',
  filterFailed: 'its filter could not judge them',
};

/** How many events of the feeds did not come, and why. */
export class SkipCounts {
  readonly #byFeed = new Map<FeedName, number>();
  #why: SkipEvent['why'] | undefined;

  get total(): number {
    return [...this.#byFeed.values()].reduce((sum, count) => sum + count, 0);
  }

  add(feed: FeedName, { count, why }: SkipEvent): void {
    // What was missed of an earlier run concerns nobody: the board shows the new one.
    if (why === 'epoch' || feed === 'status') return;
    this.#byFeed.set(feed, (this.#byFeed.get(feed) ?? 0) + count);
    this.#why = why;
  }

  begunAnew(feed: FeedName): void {
    this.#byFeed.delete(feed);
  }

  /** A sentence for the reader; empty when nothing was skipped. */
  get notice(): string {
    const counts = [...this.#byFeed].filter(([, count]) => count > 0);
    if (counts.length === 0 || this.#why === undefined) return '';
    const parts = counts.map(([feed, count]) => `${feed} ${formatCount(count)}`).join(', ');
    const results = this.total === 1 ? '1 result was' : `${formatCount(this.total)} results were`;
    return `${results} skipped, because ${REASONS[this.#why]} (${parts}).`;
  }
}
