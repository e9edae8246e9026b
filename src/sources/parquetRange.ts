import { types } from 'node:util';
import type { RowGroup } from './parquetDriver.ts';
import type { Column } from './rowFiller.ts';

/** Which rows are wanted, by the value of one column: `from` is in, `to` is not. */
export interface ParquetRange {
  readonly column: string;
  /** Times are compared as milliseconds. */
  readonly from?: number | string;
  readonly to?: number | string;
}

type Comparable = number | string | undefined;

/** How the rows of a row group lie to a range, as far as its statistics tell. */
export function compareRowGroup(
  { columns }: RowGroup,
  { column, from, to }: ParquetRange,
): 'inside' | 'outside' | 'across' {
  const meta = columns.find((chunk) => chunk.meta_data?.path_in_schema[0] === column)?.meta_data;
  const { min_value: least, max_value: most, null_count: nulls } = meta?.statistics ?? {};
  const [min, max] = [comparable(least), comparable(most)];
  if (min === undefined || max === undefined) return 'across';
  if ((from !== undefined && max < from) || (to !== undefined && min >= to)) return 'outside';
  // Values without a row's place in the order are outside of every range.
  const whole = nulls !== undefined && Number(nulls) === 0;
  return whole && isWithin(min, from, to) && isWithin(max, from, to) ? 'inside' : 'across';
}

/** The positions of the rows that lie in a range. */
export function rowsInRange(values: Column, { from, to }: ParquetRange): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    if (isWithin(comparable(values[i]), from, to)) found.push(i);
  }
  return found;
}

function isWithin(value: Comparable, from: Comparable, to: Comparable): boolean {
  if (value === undefined) return false;
  return (from === undefined || value >= from) && (to === undefined || value < to);
}

function comparable(value: unknown): Comparable {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (types.isDate(value)) return value.getTime();
  return typeof value === 'bigint' ? Number(value) : undefined;
}
