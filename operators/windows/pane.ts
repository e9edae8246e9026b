import type { Milliseconds } from '../kernel/index.ts';

/** What a stream can be partitioned by. Texts and whole numbers are the fastest. */
export type Key = string | number | bigint | boolean | null | undefined;

/** A half-open span of event time: `start` is in it, `end` is not. */
export interface Window {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/**
 * When a window fired: before its end (`early`), when the watermark passed it (`onTime`), or after
 * that (`late`).
 */
export type Timing = 'early' | 'onTime' | 'late';

/**
 * The result of one key in one window at one firing. A later pane of the same key and window takes
 * the place of an earlier one.
 */
export interface Pane<K, V> {
  readonly key: K;
  readonly window: Window;
  readonly value: V;
  readonly timing: Timing;
  /** How many panes of this key and window there were before, from 0. */
  readonly index: number;
  /** True when no further pane of this key and window can come. */
  readonly final: boolean;
  /**
   * The windows of earlier panes of the key that this pane takes the place of, where that is not
   * only its own window: sessions grow and merge. Left out by windows that cannot.
   */
  readonly replaces?: readonly Window[];
  /**
   * How many panes that were not early there were before, from 0; -1 for an early pane. Told by
   * windows that are given a trigger or another rule for their panes.
   */
  readonly nonSpeculativeIndex?: number;
  /** True where an earlier pane, sent again as it was, is taken back. */
  readonly retract?: true;
}
