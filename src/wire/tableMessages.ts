import type { Item } from './item.ts';
import type { WireTime } from './wireTime.ts';

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

/** What a server says of the state of a table. */
export type TableMessage = Snap | Check;
