import type { Milliseconds } from '../kernel/index.ts';

/**
 * The states of keys, each in a row of its own, and what an operator does with them; made anew for
 * each subscription.
 *
 * Rows are counted from 0 and given again to another key, so states are best kept in columns: a
 * million keys are then a few arrays, and no objects for the collector to walk.
 */
export interface KeyedStates<T, K> {
  /** Makes the state of a key that is new. */
  open(row: number, key: K, value: T): void;
  /** @returns whether the event was written into the state; one that was not is counted as dropped */
  take(row: number, key: K, value: T, timestamp: Milliseconds): boolean;
  /** What a key's end of life tells; left out where it tells nothing. */
  expire?(row: number, key: K, timestamp: Milliseconds): void;
  /** How many entries a key's state counts for (default: 1); with none left the key is forgotten. */
  sizeOf?(row: number): number;
  /** Lets go of the state of a key that is forgotten. */
  free(row: number): void;
  save(row: number): unknown;
  load(row: number, saved: unknown): void;
}
