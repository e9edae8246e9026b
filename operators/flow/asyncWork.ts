import type { Milliseconds } from '../kernel/index.ts';
import type { Done } from './callPool.ts';

/** What the work on a value comes to that gives no result, as a row of a join without a partner. */
export const NO_RESULT: unique symbol = Symbol('no result');

/**
 * Runs an act that ends the work on several values: their results leave together. Then, and without an
 * act, it begins what waits.
 */
export type Together = (act?: () => void) => void;

/** What an asynchronous stage does with each value. */
export interface AsyncWork<T, R> {
  /** How many entries of state it keeps beside the calls under way. */
  readonly size: number;
  /**
   * Begins the work on a value; `done` is called once, maybe within this call.
   *
   * @returns false when there is no room now: it is called again with the value later
   */
  begin(value: T, timestamp: Milliseconds, done: Done<R | typeof NO_RESULT>): boolean;
  /** How many values it holds that leave only when more come. */
  readonly gathered?: number;
  /** Nothing comes before the mark behind the last value: what it gathers must not wait any more. */
  flush?(): void;
  /** Nobody waits any more: aborts what is under way. */
  stop(): void;
}
