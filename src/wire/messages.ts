import type { Item } from './item.ts';
import type { WireErrorCode } from './wireError.ts';
import type { WireLimits } from './limits.ts';
import type { WireTime } from './wireTime.ts';

/** The version of the protocol, as `hello` and `welcome` tell it. */
export const PROTOCOL_VERSION = 1;

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

/** The first message of a client. */
export interface Hello {
  readonly t: 'hello';
  readonly v: number;
  readonly client?: { readonly name: string; readonly version?: string };
  /** Where the server wants one, and none came in a header or cookie. */
  readonly token?: string;
}

/** A new token, in place of one that expires. */
export interface Auth {
  readonly t: 'auth';
  readonly token: string;
}

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

/** Asks for a page of what a feed keeps, without a subscription; the client chooses the number. */
export interface Hist {
  readonly t: 'hist';
  readonly req: number;
  readonly feed: string;
  /**
   * Where the page begins; left out: with the oldest event kept, or, backwards, with the newest. Backwards,
   * the page holds what lies before the place.
   */
  readonly since?: Since;
  /** The most events of the page (default: 300); never more than `limits.page` come. */
  readonly limit?: number;
  /** Whether the newest events come first, and the page goes back from its beginning. */
  readonly reverse?: boolean;
}

/** How fast a playback runs: times as fast as recorded, or without a pause. */
export type PlaybackSpeed = number | 'max';

/** What is asked of a playback. */
export type CtlAct =
  | { readonly act: 'play' }
  | { readonly act: 'pause' }
  /** Goes on at this time of the recording: a new epoch of its feeds. */
  | { readonly act: 'seek'; readonly to: number }
  | { readonly act: 'speed'; readonly speed: PlaybackSpeed };

/** Steers the playback of a recording, for all who watch it; the client chooses the number. */
export type Ctl = { readonly t: 'ctl'; readonly req: number } & CtlAct;

/** Asks the other side for a sign of life. */
export interface Ping {
  readonly t: 'ping';
  readonly n?: number;
}

/** Answers a ping, with its number. */
export interface Pong {
  readonly t: 'pong';
  readonly n?: number;
}

/** What a client sends. */
export type ClientMessage = Hello | Auth | Sub | SetSub | Unsub | Hist | Ctl | Ping | Pong;

/** The server's answer to `hello`. */
export interface Welcome {
  readonly t: 'welcome';
  readonly v: number;
  readonly conn: string;
  readonly server: { readonly name: string; readonly version: string };
  /** The server's clock. */
  readonly time: number;
  /** The server pings every `every` ms and waits `timeout` ms for any message. */
  readonly ping: { readonly every: number; readonly timeout: number };
  readonly limits: WireLimits;
  /** When the client's token expires, by the server's clock; left out: never. */
  readonly exp?: number;
  /** The dictionary of compressed messages; left out: none is compressed. */
  readonly dict?: string;
}

/** A new token is accepted. */
export interface AuthOk {
  readonly t: 'authok';
  readonly exp?: number;
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
 * A part of the state of a table as of exactly `off`, before the event there; the same for all who
 * wait for it. The parts of one state follow each other, `part` from 0.
 */
export interface Snap {
  readonly t: 'snap';
  readonly ch: number;
  readonly epoch: string;
  readonly off: number;
  readonly part: number;
  /** Nothing more belongs to it. */
  readonly last: boolean;
  /** The watermark before the event at `off`. */
  readonly wm: WireTime;
  /** Rows, each told whole. */
  readonly items: readonly Item[];
}

/** What the table of a subscriber must be as of `off`, before the event there. */
export interface Check {
  readonly t: 'check';
  readonly ch: number;
  readonly off: number;
  /** How many rows there are. */
  readonly n: number;
  /** The sum, modulo 2^32, of the CRC-32 of each row's canonical JSON. */
  readonly sum: number;
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

/** A run of offsets that a page leaves out. */
export type PageSkip = Omit<Skip, 't' | 'id' | 'ch'>;

/** The answer to `hist`: the item at position i has the offset `offs[i]`. */
export interface Page {
  readonly t: 'page';
  readonly req: number;
  /** The feed's channel: its schemas are those of rows. */
  readonly ch: number;
  readonly epoch: string;
  /** The offset of the feed's next event, and the oldest one that is kept. */
  readonly off: number;
  readonly floor: number;
  /** The watermark that has been told. */
  readonly wm: WireTime;
  /** Rising, or, backwards, falling. */
  readonly offs: readonly number[];
  readonly items: readonly Item[];
  /** What was asked for and does not come; left out: nothing. */
  readonly skips?: readonly PageSkip[];
  /** What to ask for as `since: { epoch, off: next }` to go on; left out: this was the last page. */
  readonly next?: number;
}

/** What was asked for by `ctl` has happened. */
export interface CtlOk {
  readonly t: 'ctlok';
  readonly req: number;
}

/** Whether a playback goes on, stands still, or has told everything. */
export type PlaybackState = 'playing' | 'paused' | 'over';

/** Where the playback stands: told after the welcome, and each time that somebody steers it. */
export interface Playback {
  readonly t: 'playback';
  readonly state: PlaybackState;
  readonly speed: PlaybackSpeed;
  /** Where it is now, as a time of the recording. */
  readonly at: number;
  /** Where the recording begins and ends. */
  readonly first: number;
  readonly last: number;
  /** Whether this connection may steer it. */
  readonly may: boolean;
}

/** The server is about to close all connections and to come back. */
export interface Bye {
  readonly t: 'bye';
  /** How long it is away, in ms. */
  readonly after: number;
  /** Over how many ms behind that the clients are to come back, each at a random moment. */
  readonly spread: number;
}

/** The feed is complete: nothing more comes on its channel. */
export interface End {
  readonly t: 'end';
  readonly ch: number;
}

/** Something failed: a subscription (id), a feed (ch), a request (req), or the connection, which closes then. */
export interface Err {
  readonly t: 'err';
  readonly id?: number;
  readonly req?: number;
  readonly ch?: number;
  /** Only a change of the subscription was refused: it goes on as it was. */
  readonly set?: true;
  readonly code: WireErrorCode;
  readonly msg: string;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
}

/** What a server sends. */
export type ServerMessage =
  | Welcome
  | AuthOk
  | Bye
  | SubOk
  | SetOk
  | Schema
  | Ev
  | Pick
  | Snap
  | Check
  | Mark
  | Skip
  | Page
  | CtlOk
  | Playback
  | End
  | Err
  | Ping
  | Pong;
