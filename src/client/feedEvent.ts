import type { Milliseconds, StreamError } from '../../operators/index.ts';
import type { FeedChange } from './feedChange.ts';
import type { ItemOp, Outcome, PaneTiming, SkipReason } from '../wire/index.ts';

/** A half-open span of event time. */
export interface EventSpan {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/** The window that an event is a result of. */
export interface EventWindow extends EventSpan {
  readonly timing: PaneTiming;
  /** How many results of this key and window came before. */
  readonly index: number;
  /** Whether no further result of this key and window can come. */
  readonly final: boolean;
  /** Windows of the key whose results this one takes the place of, besides its own window's. */
  readonly replaces: readonly EventSpan[];
}

/** One value of a feed. */
export interface ValueEvent<T> {
  readonly kind: 'event';
  /** Rises by 1 from event to event of a feed; a jump is told by a `skip` before it. */
  readonly offset: number;
  readonly eventTime: Milliseconds;
  /** The watermark after this event, as far as it is known here. */
  readonly watermark: Milliseconds;
  /** What the value belongs to; undefined for a feed without keys. */
  readonly key: unknown;
  /**
   * `'upd'` when it takes the place of an earlier event with its key and window, `'ret'` when it takes
   * back the earlier one with its key, window and index: whoever keeps a table removes that row; `'del'`
   * when the row of its key and window is no more.
   */
  readonly op: ItemOp;
  readonly data: T;
  readonly window?: EventWindow;
}

/** An event as a page of history tells it: without the watermark that stood behind it. */
export interface PastEvent<T> extends Omit<ValueEvent<T>, 'watermark'> {
  /** What an update of a table's row changes, as a JSON merge patch, where it has no data. */
  readonly patch?: unknown;
}

/** A row of a table: the latest value of a key and window. It is shared: do not change its data. */
export interface TableRow<T> {
  readonly key: unknown;
  readonly data: T;
  readonly eventTime: Milliseconds;
  readonly window?: EventWindow;
}

/** All rows of a table as of an offset, before the event there; whatever was known of it is void. */
export interface SnapshotEvent<T> {
  readonly kind: 'snapshot';
  readonly offset: number;
  readonly watermark: Milliseconds;
  readonly rows: readonly TableRow<T>[];
}

/**
 * The table here is not the server's at this offset, by its checksum or by an update that fits no
 * row: a fresh snapshot follows.
 */
export interface MismatchEvent {
  readonly kind: 'mismatch';
  readonly offset: number;
  readonly watermark: Milliseconds;
}

/** The watermark moved and no event came. */
export interface MarkEvent {
  readonly kind: 'mark';
  readonly watermark: Milliseconds;
}

/** Events that do not come: the offsets from `from` up to, without, `to`. */
export interface SkipEvent {
  readonly kind: 'skip';
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /**
   * With `'epoch'` the feed began anew at `from` (at 0, or where the server knows that what was before
   * holds): what came with offsets from there on is void, and it is unknown how much of it was missed.
   */
  readonly why: SkipReason;
}

/** The subscription stands, for the first time or again after a reconnect. */
export interface SubscribedEvent {
  readonly kind: 'subscribed';
  readonly outcome: Outcome;
  readonly epoch: string;
  /** The offset of the first event that comes. */
  readonly offset: number;
  /** The feed is a table. */
  readonly table?: true;
}

/** A change that was asked for holds from an offset on. */
export interface ChangedEvent {
  readonly kind: 'changed';
  readonly offset: number;
  /** The change that this answers. */
  readonly change: FeedChange;
  /** Why the change was refused; the subscription goes on as it was. */
  readonly refusal?: StreamError;
}

/** What a subscription to a feed emits. */
export type FeedEvent<T> =
  | ValueEvent<T>
  | SnapshotEvent<T>
  | MismatchEvent
  | MarkEvent
  | SkipEvent
  | SubscribedEvent
  | ChangedEvent;
