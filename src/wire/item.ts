import type { WireTime } from './wireTime.ts';

/** When a pane fired, seen from its window's end. */
export type PaneTiming = 'early' | 'onTime' | 'late';

/** A half-open span of event time: from `s` up to, without, `e`. */
export interface WireSpan {
  readonly s: WireTime;
  readonly e: WireTime;
}

/** The window of an item that is a pane. */
export interface WireWindow extends WireSpan {
  readonly pane: PaneTiming;
  /** How many panes of this key and window came before. */
  readonly i: number;
  /** No further pane of this key and window can come. */
  readonly final: boolean;
  /** Windows of the key whose panes this one takes the place of, besides its own window's. */
  readonly replaces?: readonly WireSpan[];
}

/**
 * Whether an item is new, takes the place of an earlier one with its key and window, takes an earlier
 * one back (the same pane is told again, and what stands for it from now on, if anything, follows), or
 * removes the row of its key and window.
 */
export type ItemOp = 'ins' | 'upd' | 'ret' | 'del';

/** One event of a feed. */
export interface Item {
  readonly k?: unknown;
  readonly op: ItemOp;
  /** Left out where `p` stands for it. */
  readonly d?: unknown;
  /** In a table, with `'upd'`: what changes in the row's data, as an RFC 7396 merge patch. */
  readonly p?: unknown;
  readonly et: WireTime;
  readonly win?: WireWindow;
}
