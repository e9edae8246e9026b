import { Subject } from 'rxjs';
import { makeChunk, StreamError } from '../../operators/index.ts';
import type { Chunk, Milliseconds } from '../../operators/index.ts';
import type { ValueEvent } from '../client/index.ts';
import { createFeed } from '../feed/index.ts';
import type { Feed } from '../feed/index.ts';
import type { FeedEntry } from './feedEntry.ts';
import { snapshotRows } from './snapshotRows.ts';

/** A recorded feed as a new one: the same events with keys, windows and times; offsets begin at 0. */
export class RecordedFeed {
  readonly feed: Feed;
  readonly #stream = new Subject<Chunk<ValueEvent<unknown>>>();
  #watermark: Milliseconds = -Infinity;

  constructor(name: string) {
    // Its failure is told by who plays: it is one of the recording.
    const onError = (): void => undefined;
    this.feed = createFeed(name, this.#stream, { describe: (event) => event, onError });
  }

  /**
   * Takes what came of the feed next.
   *
   * @throws StreamError `MILLRACE_FILE_UNREADABLE` for times that are none
   */
  take(entry: FeedEntry): void {
    if (entry.kind === 'event') this.#publish(entry);
    else if (entry.kind === 'snapshot') snapshotRows(entry).forEach((row) => this.#publish(row));
    else if (entry.kind === 'mark')
      this.#stream.next(makeChunk({ watermark: this.#raise(entry.watermark) }));
    else if (entry.kind === 'failed')
      this.#stream.error(new StreamError('MILLRACE_FEED_FAILED', entry.text));
    else if (entry.kind === 'end') this.end();
  }

  /** The recording is over. */
  end(): void {
    this.#stream.complete();
  }

  #publish(event: ValueEvent<unknown>): void {
    const before = this.#watermark;
    const watermark = this.#raise(event.watermark);
    const timestamps = [checkTime(event.eventTime)];
    this.#stream.next(makeChunk({ values: [event], timestamps, before, watermark }));
  }

  /** A feed that began anew while it was recorded is one here: its watermark never goes back. */
  #raise(watermark: Milliseconds): Milliseconds {
    this.#watermark = Math.max(this.#watermark, checkTime(watermark));
    return this.#watermark;
  }
}

function checkTime(time: unknown): Milliseconds {
  if (typeof time === 'number' && !Number.isNaN(time)) return time;
  const text = 'replay: a row of the recording has no event time or watermark';
  throw new StreamError('MILLRACE_FILE_UNREADABLE', `${text}; record the feeds again`);
}
