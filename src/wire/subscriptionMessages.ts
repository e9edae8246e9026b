import type { WireTime } from './wireTime.ts';

/** Where a subscription begins; left out: with what comes from now on. */
export type Since =
  | 'start'
  /** With the last n events. */
  | { readonly last: number }
  /** With the first event kept whose event time is at or after this one. */
  | { readonly time: number }
  /** After the event at this offset of this epoch; -1: with the first. */
  | { readonly epoch: string; readonly off: number };

/**
 * What a subscriber that is slower than its feed gets of what comes after it subscribed.
 */
export type Slow =
  /** Everything, at its own pace, for as long as the server keeps it. */
  | 'block'
  /** While its socket is full: the newest event of each key and window. */
  | 'latest'
  /** The end of the connection, as soon as an event is no longer kept for it. */
  | 'close'
  /** While its socket is full: the newest n events. */
  | { readonly drop: number }
  /** At most every so many ms the newest event of each key and window, slow or not. */
  | { readonly sample: number };

/** Asks for a feed; the client chooses the id. */
export interface Sub {
  readonly t: 'sub';
  readonly id: number;
  readonly feed: string;
  readonly since?: Since;
  /** Left out: `'block'`. */
  readonly slow?: Slow;
  /** Of data that is an object, only these fields; left out: all. */
  readonly fields?: readonly string[];
  /** An expression of CEL that is true for the events that are wanted; left out: all. */
  readonly filter?: string;
  /** How old an event must be before it comes, in ms by the server's clock (default: 0). */
  readonly delay?: number;
}

/** Changes a subscription in place: what is left out stays, null takes a choice away. */
export interface SetSub {
  readonly t: 'set';
  readonly id: number;
  readonly slow?: Slow;
  readonly fields?: readonly string[] | null;
  readonly filter?: string | null;
  readonly delay?: number;
}

/** Ends a subscription; an id that is not in use is ignored. */
export interface Unsub {
  readonly t: 'unsub';
  readonly id: number;
}

/**
 * How a subscription begins: `live` with what comes next, `replayed` with kept events, `tooOld`
 * with the oldest kept event because what was asked for is gone, `snapshot` with all rows of a table.
 */
export type Outcome = 'live' | 'replayed' | 'tooOld' | 'snapshot';

/** Binds the id of a subscription to the channel that carries its feed. */
export interface SubOk {
  readonly t: 'subok';
  readonly id: number;
  readonly ch: number;
  readonly epoch: string;
  /**
   * The offset of the first event for this subscription; earlier ones of a batch are not for it.
   */
  readonly off: number;
  /** The oldest offset that the server keeps. */
  readonly floor: number;
  readonly outcome: Outcome;
  /** The watermark before the event at `off`. */
  readonly wm: WireTime;
  /** The feed is a table: the latest value of each key and window. */
  readonly table?: true;
}

/** A subscription has been changed: from the offset `off` on it is as it was asked to be. */
export interface SetOk {
  readonly t: 'setok';
  readonly id: number;
  /** The channel that carries it from there on. */
  readonly ch: number;
  readonly off: number;
}

/** What a server says of how a subscription stands. */
export type SubscriptionMessage = SubOk | SetOk;
