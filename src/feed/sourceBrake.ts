import type { Pressure } from '../../operators/index.ts';
import type { FeedLog, LogLimits } from './feedLog.ts';
import { HeldSources } from './heldSources.ts';

/** What a brake looks at of its feed. */
export interface BrakedFeed {
  /** Its log may be another one after a restart. */
  readonly store: { readonly log: Pick<FeedLog, 'head' | 'floor' | 'bytes'> };
  readonly limits: Pick<LogLimits, 'maxEvents' | 'maxBytes'>;
}

/**
 * Holds the sources of a feed back while a subscriber who is to lose nothing takes nothing: from half of
 * what the log keeps on, so that the other half is for what is on its way already. State: a number for
 * each such subscriber, and a reference to each source.
 */
export class SourceBrake {
  readonly #feed: BrakedFeed;
  readonly #sources = new HeldSources();
  readonly #behind = new Map<object, number>();

  constructor(feed: BrakedFeed) {
    this.#feed = feed;
  }

  /** Results of a source have come. */
  see(pressure: Pressure | undefined): void {
    this.#sources.see(pressure);
  }

  /** A subscriber takes nothing, and is so many events behind; 0: it has gone on, or gone. */
  report(subscriber: object, events: number): void {
    if (events > 0) this.#behind.set(subscriber, events);
    else if (!this.#behind.delete(subscriber)) return;
    this.#tell();
  }

  /** The feed takes no more values. */
  release(): void {
    this.#behind.clear();
    this.#tell();
  }

  #tell(): void {
    const most = Math.max(0, ...this.#behind.values());
    this.#sources.tell(most, this.#isFar(most));
  }

  #isFar(events: number): boolean {
    const { store, limits } = this.#feed;
    const { log } = store;
    const kept = Math.max(1, log.head - log.floor);
    const bytes = (log.bytes * Math.min(events, kept)) / kept;
    return events * 2 >= limits.maxEvents || bytes * 2 >= limits.maxBytes;
  }
}
