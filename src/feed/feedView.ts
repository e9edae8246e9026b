import type { Milliseconds } from '../../operators/index.ts';
import type { Codec } from '../wire/index.ts';
import type { PlacedCursor } from './cursorPlace.ts';
import type { FeedReader } from './feedReader.ts';
import type { Frame } from './frame.ts';
import type { LatestRows } from './latestRows.ts';
import type { LogEntry } from './logEntry.ts';
import type { ReadableLog } from './feedLog.ts';
import type { SourceBrake } from './sourceBrake.ts';
import type { TablePublisher } from './tablePublisher.ts';

/** What a view makes of a batch of the log, or of a part of it, up to `end`. */
export interface Reading {
  readonly end: number;
  readonly watermark: Milliseconds;
  /** `'nothing'`: no event is for the view; `'tooLarge'`: one that is fits into no message. */
  readonly frame: Frame | 'nothing' | 'tooLarge';
}

/**
 * A feed as some of its subscribers want it, under a channel number of its own: whole, or only some
 * events or fields. Its frames are made once, when the first of them reads.
 */
export interface FeedView {
  readonly name: string;
  readonly epoch: string;
  readonly channel: number;
  /** The same text for the same choice. */
  readonly key: string;
  readonly log: ReadableLog;
  /** Nothing more comes. */
  readonly isOver: boolean;
  /** It ends at once, whatever its log still has. */
  readonly isBroken: boolean;
  /** Whether events can be left out because nobody asked for them. */
  readonly isFiltered: boolean;
  /** The watermark that has been told. */
  readonly watermark: Milliseconds;
  readonly latest: LatestRows;
  /** What it is as a table; undefined where it is none. */
  readonly tables: TablePublisher | undefined;
  /** What holds its sources back for slow subscribers; undefined where nothing does. */
  readonly brake: SourceBrake | undefined;
  /** The most bytes of a message with events. */
  readonly maxPayload: number;
  watermarkAt(offset: number): Milliseconds;
  /** Reads a batch from an offset on; undefined: there was enough to do, the reader will be woken. */
  read(entry: LogEntry, offset: number, codec: Codec): Reading | undefined;
  /** Up to where it may be told that events were not for the view; the reader is woken for more. */
  tellable(offset: number): number;
  /** The frame that tells that no event of a range is for the view. */
  passFrame(from: number, to: number, codec: Codec): Frame;
  markFrame(codec: Codec): Frame;
  /** The frame that ends the view; undefined while it goes on. */
  lastFrame(codec: Codec): Frame | undefined;
  countSkipped(events: number): void;
  attach(reader: FeedReader): void;
  detach(reader: FeedReader): void;
  /** A reader has all there is: it need not look for what comes next. */
  settle(reader: FeedReader, cursor: PlacedCursor): void;
}
