import type { Milliseconds } from '../kernel/index.ts';

/**
 * A stream as two aligned strings. Each cell is one millisecond: a mark, a `-` for nothing, or
 * several marks in `( )`. Spaces only align; ` 40ms `, ` 9s ` and ` 2m ` between spaces are so many
 * cells of nothing. Both lanes have the same number of cells.
 */
export interface StreamLanes {
  /** A letter is a value, `|` the completion, `#` the error. */
  readonly values: string;
  /**
   * The watermark after the values of the same cell: a digit stands for itself, a letter for what the
   * tables say, `|` for Infinity. `~` marks the source as idle.
   */
  readonly watermarks: string;
}

/** What the letters of two lanes mean. */
export interface LaneTables<T> {
  /** The value of a letter (default: the letter itself). */
  readonly values?: Readonly<Record<string, T>>;
  /**
   * The timestamp of the value of a letter (default: the millisecond at which it stands). Where a
   * stream is compared, a timestamp that is not told here is not looked at.
   */
  readonly timestamps?: Readonly<Record<string, Milliseconds>>;
  /** The watermark of a letter. */
  readonly watermarks?: Readonly<Record<string, Milliseconds>>;
  /** What the stream fails with at `#` (default: `'error'`, as in RxJS). */
  readonly error?: unknown;
}

/** What happens in a stream in one millisecond. */
export interface LaneFrame<T> {
  readonly frame: number;
  readonly rows: readonly { readonly value: T; readonly timestamp: Milliseconds }[];
  /** The watermark after the rows; undefined where it stays. */
  readonly watermark: Milliseconds | undefined;
  readonly idle: boolean;
  readonly end: { readonly error?: unknown } | undefined;
}
