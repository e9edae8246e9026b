import type { Milliseconds } from '../../operators/index.ts';
import type { SkipReason } from '../wire/index.ts';
import type { FeedEntry, RecordedRow } from './feedEntry.ts';
import { wholeText } from './progressLine.ts';

/** A recording may be of a version that knows others. */
const REASONS: ReadonlyMap<string, string> = new Map<SkipReason, string>([
  ['dropped', 'they came faster than they were read'],
  ['expired', 'the server keeps them no longer'],
  ['epoch', 'what was asked for is of another epoch'],
  ['tooLarge', 'they are larger than a message may be, or nested deeper'],
]);

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
        return `feed '${feed}': ${wholeText(entry.count)} events are lost: ${REASONS.get(entry.why) ?? entry.why}`;
      case 'subscribed':
        return this.#subscribed(feed, entry.epoch);
      case 'failed':
        this.failures.push(entry.text);
        return undefined;
      default:
        return undefined;
    }
  }

  #subscribed(feed: string, epoch: string): string | undefined {
    const known = this.#epochs.get(feed) ?? epoch;
    this.#epochs.set(feed, epoch);
    if (known === epoch) return undefined;
    this.#restarts += 1;
    return `feed '${feed}' began anew on the server: how much of the old one is missing is not known`;
  }

  /** The event time by which a row is found: that of the newest event, or its own. */
  timestampOf(row: RecordedRow, now: Milliseconds): Milliseconds {
    const own = row.kind === 'event' ? row.eventTime : Infinity;
    return Number.isFinite(own) ? own : (this.eventTime ?? now);
  }

  summary(): string {
    const lost = [...this.#lost].map(([why, count]) => `${wholeText(count)} lost (${why})`);
    const restarts = this.#restarts > 0 ? [`${this.#restarts} feeds began anew`] : [];
    const parts = [`${wholeText(this.events)} events`, ...(lost.length > 0 ? lost : ['0 lost'])];
    return [...parts, ...restarts].join(' · ');
  }
}
