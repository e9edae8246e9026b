import type { Milliseconds } from '../../operators/index.ts';
import type { CodecName, SkipReason } from '../wire/index.ts';
import type { PlaybackStatus } from './playbackControl.ts';

/**
 * Where a feed stands: not opened by a server yet, live, complete, failed, or stopped with its
 * server.
 */
export type FeedState = 'new' | 'live' | 'ended' | 'failed' | 'stopped';

/** What is known of one feed. */
export interface FeedStats {
  readonly name: string;
  /** Its number in shared messages; -1 before a server has opened it. */
  readonly channel: number;
  readonly epoch: string;
  readonly state: FeedState;
  /** Connections that read it. */
  readonly subscribers: number;
  /** How many choices of its events and fields have subscribers. */
  readonly views: number;
  /** The offset of the next event, which is the number of events so far. */
  readonly offset: number;
  /** The oldest offset that is kept. */
  readonly floor: number;
  /** Bytes of encoded batches that are kept. */
  readonly bytes: number;
  /** Events that subscribers were told to have missed, over all of them. */
  readonly skipped: number;
  /** Events that filters could not judge and left out, over all choices of subscribers. */
  readonly filterFailed: number;
  /** Events that wait for a checkpoint; left out where subscribers get them at once. */
  readonly waiting?: number;
  /** The watermark that was told last. */
  readonly watermark: Milliseconds;
  /** The rows of a table, and their bytes as canonical JSON; left out where the feed is none. */
  readonly table?: { readonly rows: number; readonly bytes: number };
}

/** One feed as one connection reads it. */
export interface CursorStats {
  readonly feed: string;
  /** The offset that it gets next. */
  readonly offset: number;
  /** How many events it is behind the newest. */
  readonly behind: number;
  /** How far its watermark is behind the newest one of the events; undefined: not known. */
  readonly lag: Milliseconds | undefined;
  /** Bytes written to it so far. */
  readonly sent: number;
  /** Events that it was told to have missed, and for which reasons. */
  readonly skipped: number;
  readonly losses: Losses;
}

/** How many events did not come, by why; a reason that is not there never was. */
export type Losses = Readonly<Partial<Record<SkipReason, number>>>;

/** What is known of one connection. */
export interface ConnectionStats {
  readonly id: string;
  /** The name that the client gave in its hello; undefined where it gave none. */
  readonly client: string | undefined;
  readonly codec: CodecName;
  readonly subscriptions: readonly CursorStats[];
  /** Bytes that the socket has not taken yet. */
  readonly buffered: number;
  /** Bytes written so far. */
  readonly sent: number;
}

/** What is known of a feed server. */
export interface FeedServerStats {
  readonly feeds: readonly FeedStats[];
  readonly connections: readonly ConnectionStats[];
  /** Undefined where nothing is played. */
  readonly playback: PlaybackStatus | undefined;
}
