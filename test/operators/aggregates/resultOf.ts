import type { Aggregate, AggregateColumn } from '../../../operators/aggregates/index.ts';

/** A column with one row, 0, that holds the values; without timestamps they are all at 0. */
export function columnOf<T, R>(
  aggregate: Aggregate<T, R>,
  values: readonly T[],
  timestamps: readonly number[] = values.map(() => 0),
): AggregateColumn<T, R> {
  const column = aggregate.column();
  column.grow(1);
  column.add(new Int32Array(values.length), values, timestamps, 0, values.length);
  return column;
}

/** The result of an aggregate over the values; without timestamps they are all at 0. */
export function resultOf<T, R>(
  aggregate: Aggregate<T, R>,
  values: readonly T[],
  timestamps?: readonly number[],
): R {
  return columnOf(aggregate, values, timestamps).result(0);
}
