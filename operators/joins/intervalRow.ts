import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { untilOf } from './freeList.ts';
import type { Side } from './side.ts';
import type { TimeRows } from './timeRows.ts';

/** A row that an interval join keeps. */
export interface IntervalRow<K extends Key, V> {
  readonly side: Side;
  /** The kept rows of its key, this one among them. */
  readonly near: KeyRows<K>;
  readonly value: V;
  readonly timestamp: Milliseconds;
  /** How many rows of its side came before it. */
  readonly order: number;
  /** How far its earliest partner lies behind it, for a left row; the same as `stay` for a right one. */
  readonly lower: Milliseconds;
  /**
   * How far the watermark lies behind it at which no partner can come any more; for a left row its
   * latest partner. Small whole numbers take no place of their own, as times would.
   */
  readonly stay: Milliseconds;
  /** Whether it is part of a result. */
  joined: boolean;
  /** Whether it is not kept any more. */
  gone: boolean;
}

/** The kept rows of one key on both sides. */
export interface KeyRows<K extends Key> {
  readonly key: K;
  readonly left: TimeRows<IntervalRow<K, unknown>>;
  readonly right: TimeRows<IntervalRow<K, unknown>>;
}

/** The kept rows of its key on its side. The name of a side as an index would be slow. */
export function rowsBeside<K extends Key>({
  side,
  near,
}: IntervalRow<K, unknown>): TimeRows<IntervalRow<K, unknown>> {
  return side === 'left' ? near.left : near.right;
}

/** In the order in which rows are freed: alike however the watermark gets there. */
export function byUntil(a: IntervalRow<Key, unknown>, b: IntervalRow<Key, unknown>): number {
  return untilOf(a) - untilOf(b) || sideRank(a) - sideRank(b) || a.order - b.order;
}

/** The row that holds the output's watermark back the most first. */
export function byTimestamp(a: IntervalRow<Key, unknown>, b: IntervalRow<Key, unknown>): number {
  return a.timestamp - b.timestamp;
}

function sideRank({ side }: IntervalRow<Key, unknown>): number {
  return side === 'left' ? 0 : 1;
}
