import type { Milliseconds } from '../../operators/index.ts';
import type { Mark, RecordedRows } from './recordedRows.ts';

/** A row with what is recorded of it. */
export interface PendingRow<T> {
  readonly value: T;
  readonly arrival: Milliseconds | undefined;
  readonly timestamp: Milliseconds | undefined;
  readonly before?: Milliseconds;
}

/** The rows of the next block. All of one block have the same columns. */
export class PendingRows<T> {
  /** The watermark behind the last row. */
  watermark: Milliseconds;
  readonly #values: T[] = [];
  readonly #arrivals: Milliseconds[] = [];
  readonly #timestamps: Milliseconds[] = [];
  readonly #before: Milliseconds[] = [];
  readonly #marks: Mark[] = [];

  constructor(watermark: Milliseconds = -Infinity) {
    this.watermark = watermark;
  }

  get length(): number {
    return this.#values.length;
  }

  get isEmpty(): boolean {
    return this.#values.length === 0 && this.#marks.length === 0;
  }

  /** Whether a row has the columns of those before it. */
  takes({ arrival, timestamp, before }: PendingRow<T>): boolean {
    if (this.#values.length === 0) return true;
    return (
      (arrival !== undefined) === this.#arrivals.length > 0 &&
      (timestamp !== undefined) === this.#timestamps.length > 0 &&
      (before !== undefined) === this.#before.length > 0
    );
  }

  add({ value, arrival, timestamp, before }: PendingRow<T>): void {
    this.#values.push(value);
    if (arrival !== undefined) this.#arrivals.push(arrival);
    if (timestamp !== undefined) this.#timestamps.push(timestamp);
    if (before !== undefined) this.#before.push(before);
  }

  /** The stream says something behind the last row. */
  mark(says: Mark['says']): void {
    this.#marks.push({ position: this.#values.length, watermark: this.watermark, says });
  }

  take(): RecordedRows<T> {
    // A block of marks alone belongs to a stream.
    const some = this.#values.length > 0;
    const isStream = this.#before.length > 0 || !some;
    return {
      values: this.#values,
      arrivals: this.#arrivals.length > 0 ? this.#arrivals : undefined,
      timestamps: this.#timestamps.length > 0 || !some ? this.#timestamps : undefined,
      before: isStream ? this.#before : undefined,
      watermark: this.watermark,
      marks: this.#marks,
    };
  }
}
