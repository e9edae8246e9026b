import type { Chunk, Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';
import type { RowOwners } from './rowOwners.ts';
import type { Slice } from './slices.ts';

/** Takes the row that holds a key's whole window; valid only until the call returns. */
export type TakeRow<K extends Key> = (key: K, row: number) => void;

/**
 * What the windows of one operator that overlap share, so that a firing costs a few steps per key
 * and not one for each slice of the window. It moves from window to window in order of their ends.
 */
export interface Span<T, K extends Key> {
  /** Whether a slice with this start is in what the span keeps. */
  holds(start: Milliseconds): boolean;
  /** No window to come holds what is before this time. */
  leave(left: Milliseconds): void;
  /** Moves on to the window that ends at `end` and gives each of its keys. */
  fire(end: Milliseconds, take: TakeRow<K>): void;
  /**
   * A key of a slice that is in the span has one more event: the one at a position of a chunk, which
   * its slice's row already holds.
   */
  update(slice: Slice<K>, key: K, chunk: Chunk<T>, index: number): void;
  /** From now on it tells whose the rows are that a snapshot is to have of it. */
  tell(owners: RowOwners<K>): void;
  /** The rest of what a snapshot is to have. */
  snapshot(): unknown;
  restore(saved: unknown, rows: readonly (readonly [key: K, row: number])[]): void;
}
