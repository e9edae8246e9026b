import type { Milliseconds } from './duration.ts';

/** Rows or timers of an operator without windows that are due as the watermark rises. */
export interface WaitingEntries {
  /** How many there are. */
  readonly count: number;
  /** The smallest watermark at which one of them goes out or is let go; Infinity where none is. */
  readonly until: Milliseconds;
}
