/** A value whose asynchronous call failed for good, as a side output gives it. */
export interface Failed<T> {
  readonly value: T;
  /** What the last attempt failed with. */
  readonly error: unknown;
  /** How many calls were made for it. */
  readonly attempts: number;
}
