import type { Milliseconds } from '../kernel/index.ts';

/**
 * One aggregate of a window: what to compute over its events. Made by `count()`, `mean(…)` and the
 * others, or by `customAggregate` for one of your own.
 *
 * @typeParam T the events
 * @typeParam R the result in the pane
 */
export interface Aggregate<in T, out R> {
  /** The name of the function that made it, for error texts. */
  readonly kind: string;
  /**
   * Whether `remove` takes a part out exactly. A sliding window of removable aggregates keeps one
   * running total per key; the others are merged from slices.
   */
  readonly removable: boolean;
  /** New, empty state for any number of rows: one for each operator that uses the aggregate. */
  column(): AggregateColumn<T, R>;
}

/**
 * The state of one aggregate for many rows (a row is one key in one window or slice), kept by column
 * so that a run of events is added in one loop. Rows are numbered from 0 and used again.
 */
export interface AggregateColumn<in T, out R> {
  /** Makes room for rows below `capacity`; what is there stays. New rows are empty. */
  grow(capacity: number): void;
  /** Empties a row, so that it can be used again. */
  clear(row: number): void;
  /**
   * Adds the values at positions `from` up to, without, `to`: the value at position i to row
   * `rows[i - from]`.
   */
  add(
    rows: Int32Array,
    values: readonly T[],
    timestamps: readonly Milliseconds[],
    from: number,
    to: number,
  ): void;
  /** Adds what the row `part` holds to the row `into`; `part` keeps its content. */
  merge(into: number, part: number): void;
  /** Takes what was once merged from row `part` out of the row `from`. Only removable aggregates have it. */
  remove?(from: number, part: number): void;
  /** The result of a row that holds at least one value. The column must not keep it. */
  result(row: number): R;
  /** The state of a row as plain data that shares nothing with the column. */
  save(row: number): unknown;
  /** Sets an empty row to what `save` gave. */
  load(row: number, saved: unknown): void;
}

/** Aggregates by the names that their results have in the pane. */
export type AggregateRecord<T> = Readonly<Record<string, Aggregate<T, unknown>>>;

/** The value of a pane: the result of each aggregate by its name. */
export type AggregateResults<A> = {
  readonly [Name in keyof A]: A[Name] extends Aggregate<never, infer R> ? R : never;
};
