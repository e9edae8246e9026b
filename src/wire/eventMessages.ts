import type { Item } from './item.ts';
import type { WireTime } from './wireTime.ts';

/** A batch of events; the item at position i has the offset `off + i`. */
export interface Ev {
  readonly t: 'ev';
  readonly ch: number;
  readonly off: number;
  /** The watermark after the last item. */
  readonly wm: WireTime;
  readonly items: readonly Item[];
}

/**
 * The names of flat items, told once on a connection before the first row that goes without them.
 * Msgpack only; PROTOCOL.md tells the columns of a row.
 */
export interface Schema {
  readonly t: 'schema';
  readonly ch: number;
  /** From 0, +1 for each schema of the channel. */
  readonly id: number;
  /** Whether its items have a key. */
  readonly k?: boolean;
  /** Whether its items have a window. */
  readonly win?: boolean;
  /** The names in the data; left out: the data is one scalar. */
  readonly fields?: readonly string[];
}

/**
 * A choice of events for one slow subscriber: of the offsets from `from` up to, without, `to` only those in
 * `offs` come, with their items; the others are left out.
 */
export interface Pick {
  readonly t: 'pick';
  readonly ch: number;
  readonly from: number;
  readonly to: number;
  /** The watermark after the last of the offsets. */
  readonly wm: WireTime;
  readonly why: SkipReason;
  /** Of a table: its state is one again when a choice without this has come. */
  readonly more?: true;
  readonly offs: readonly number[];
  readonly items: readonly Item[];
  /** The offsets of those left out that a filter could not judge. */
  readonly errs?: readonly number[];
}

/** The watermark moved and no event came. */
export interface Mark {
  readonly t: 'mark';
  readonly ch: number;
  /** The offset of the next event. */
  readonly off: number;
  readonly wm: WireTime;
}

/** Why events are left out. */
export type SkipReason =
  /** The subscription's filter does not want them. */
  | 'filtered'
  /** The subscription's filter could not judge them. */
  | 'filterFailed'
  /** The subscriber was slow: the server no longer keeps them, or `slow` lets the oldest go. */
  | 'dropped'
  /** A newer event of the same key and window comes in their place: `slow` asks for this. */
  | 'conflated'
  /** The subscription asked for events that the server no longer keeps. */
  | 'expired'
  /** The subscription's offset belongs to another epoch. */
  | 'epoch'
  /** The event is larger than a message may be, or nested deeper. */
  | 'tooLarge';

/**
 * The offsets from `from` up to, without, `to` do not come. For one subscription (id) or a channel.
 */
export interface Skip {
  readonly t: 'skip';
  readonly id?: number;
  readonly ch?: number;
  readonly from: number;
  readonly to: number;
  /** How many events are left out. */
  readonly n: number;
  readonly why: SkipReason;
}

/** What a server says of the events of a feed. */
export type EventMessage = Schema | Ev | Pick | Mark | Skip;
