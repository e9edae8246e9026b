import type { Milliseconds } from '../kernel/index.ts';

/** A dead letter: a value whose call or function failed for good, as a side output gives it. */
export interface Failed<T> {
  readonly value: T;
  /** The event time of the value; also that of the dead letter. */
  readonly timestamp: Milliseconds;
  /** What the last attempt failed with. */
  readonly error: unknown;
  /** How many attempts were made for it: 1 of a synchronous stage. */
  readonly attempts: number;
  /** The operator that gave it up, such as `mapAsync`. */
  readonly operator: string;
}
