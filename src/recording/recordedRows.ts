import type { Milliseconds } from '../../operators/index.ts';
import type { ValueRuns } from './shapedRows.ts';

/** What stands in a stream besides values, at its place among them. */
export interface Mark {
  /** It stands before the value at this position of the block, or behind the last one. */
  readonly position: number;
  readonly watermark: Milliseconds;
  /** What it says besides the watermark. */
  readonly says: 'nothing' | 'idle' | 'active';
}

/** The rows of one block as they are read. */
export interface ReadRows<T> extends Omit<RecordedRows<T>, 'values'> {
  readonly values: ValueRuns<T>;
}

/** The rows of one block. Columns that were not recorded are undefined. */
export interface RecordedRows<T> {
  readonly values: readonly T[];
  readonly arrivals: readonly Milliseconds[] | undefined;
  readonly timestamps: readonly Milliseconds[] | undefined;
  /** The watermark before each value; with `timestamps`, where a stream was recorded. */
  readonly before: readonly Milliseconds[] | undefined;
  /** The watermark behind the last value. */
  readonly watermark: Milliseconds;
  readonly marks: readonly Mark[];
}
