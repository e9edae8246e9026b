import type { Milliseconds } from '../../operators/index.ts';
import { countText, wholeText } from '../runtime/index.ts';
import type { FeedEntry, RecordedRow } from './feedEntry.ts';
import { lossText } from './lossText.ts';

/** Counts what goes into a recording of feeds, and knows the times of its rows. */
export class RecordTally {
  events = 0;
  /** The newest event time. */
  eventTime: Milliseconds | undefined;
  /** What the feeds that failed did so with. */
  readonly failures: string[] = [];
  readonly #lost = new Map<string, number>();
  readonly #epochs = new Map<string, string>();
  #restarts = 0;

  /** Takes an entry in; gives what people should be told of it. */
  add(entry: FeedEntry): string | undefined {
    const { feed } = entry;
    switch (entry.kind) {
      case 'event':
        this.events += 1;
        if (Number.isFinite(entry.eventTime))
          this.eventTime = Math.max(this.eventTime ?? -Infinity, entry.eventTime);
        return undefined;
      case 'skip':
        this.#lost.set(entry.why, (this.#lost.get(entry.why) ?? 0) + entry.count);
        return lossText(feed, entry);
      case 'subscribed':
        this.#subscribed(feed, entry.epoch);
        return undefined;
      case 'failed':
        this.failures.push(entry.text);
        return undefined;
      default:
        return undefined;
    }
  }

  /** What is missing of the old epoch, the skip behind it tells. */
  #subscribed(feed: string, epoch: string): void {
    const known = this.#epochs.get(feed) ?? epoch;
    this.#epochs.set(feed, epoch);
    if (known !== epoch) this.#restarts += 1;
  }

  /** The event time by which a row is found: that of the newest event, or its own. */
  timestampOf(row: RecordedRow, now: Milliseconds): Milliseconds {
    const own = row.kind === 'event' ? row.eventTime : Infinity;
    return Number.isFinite(own) ? own : (this.eventTime ?? now);
  }

  summary(): string {
    const lost = [...this.#lost].map(([why, count]) => `${wholeText(count)} lost (${why})`);
    const anew = `feeds began anew ${countText(this.#restarts, 'time')}`;
    const restarts = this.#restarts > 0 ? [anew] : [];
    const events = countText(this.events, 'event');
    const parts = [events, ...(lost.length > 0 ? lost : ['0 lost'])];
    return [...parts, ...restarts].join(' · ');
  }
}
