import type { Milliseconds } from '../../operators/index.ts';
import type { Item } from '../wire/index.ts';
import type { LogEntry } from './logEntry.ts';

/** How much a log keeps. */
export interface LogLimits {
  /** Events kept. */
  readonly maxEvents: number;
  /** Bytes of encoded batches kept. */
  readonly maxBytes: number;
  /** How old an event may be since it came; Infinity for any age. */
  readonly maxAge: Milliseconds;
}

/**
 * The batches of a feed that are kept, oldest first: one log for all subscribers, who are positions
 * in it. Offsets rise by 1 an event; `floor` is the oldest kept, `head` the next that readers get,
 * `end` the next to be appended: what is between these two waits for the disk.
 */
export interface FeedLog {
  readonly floor: number;
  readonly head: number;
  readonly end: number;
  readonly bytes: number;
  /** The latest event time of all that is no longer kept. */
  readonly goneLatest: Milliseconds;
  /** When the oldest event came; undefined in an empty log. */
  readonly oldestAt: Milliseconds | undefined;
  /** Something that is kept could not be read. */
  readonly isBroken: boolean;

  /**
   * Adds a batch at the end.
   *
   * @param items its events; none of one that is too large to send
   * @throws StreamError `MILLRACE_FILE_UNWRITABLE`
   */
  append(entry: LogEntry, items: readonly Item[]): void;

  /** An entry was encoded once more and is larger now. */
  grew(entry: LogEntry, bytes: number): void;

  /** Drops what is older than it may be. */
  trim(now: Milliseconds): void;

  /** The batch that holds an offset; undefined when it is not kept, or not in memory: see `fetch`. */
  at(offset: number): LogEntry | undefined;

  /**
   * False when `at` gives all there is. True when the batch with this offset must be read first: calls
   * back later, when it is in memory for a moment or gone for good.
   */
  fetch(offset: number, ready: () => void): boolean;

  /** The first batch with an event whose event time is at or after one; undefined for none. */
  reaching(time: Milliseconds): LogEntry | undefined;

  /** The offset of the first batch that came after a time of the clock; the head for none. */
  cameBy(time: Milliseconds): number;

  /** The watermark before the batch that holds an offset, or a lower one. */
  watermarkBefore(offset: number): Milliseconds;

  /** Waits until readers may have everything. */
  flush(): void;

  close(): void;
}

/** A log for those who only look into it. */
export type ReadableLog = Pick<
  FeedLog,
  'floor' | 'head' | 'at' | 'fetch' | 'cameBy' | 'watermarkBefore'
>;
