import type { Row } from './vector.ts';

/** The events that a join holds after a step, by the timestamps of each side. */
export interface Held {
  readonly step: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** What a vector brought about, each row with its step. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly late: readonly Row[];
  readonly held: readonly Held[];
}
