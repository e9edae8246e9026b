import type { AggregateColumn } from '../aggregates/index.ts';

/** Makes the value of a pane from a row. */
export type RecordBuilder = (row: number) => Readonly<Record<string, unknown>>;

type Columns = readonly AggregateColumn<never, unknown>[];

/**
 * Makes the function that reads a row's results into an object with the given names.
 *
 * Up to four names have a store of their own in the code, for each number of names: a store that has
 * seen one name only is four times as fast as one that has seen many, and that is what most panes
 * have. An object literal with computed names would cost five times the slower one (275 against 50 ns
 * for four names) from the second builder in a process on.
 */
export function recordBuilder(names: readonly string[], columns: Columns): RecordBuilder {
  const [a, b, c, d] = names as [string, string, string, string];
  const [p, q, r, s] = columns as [Columns[0], Columns[0], Columns[0], Columns[0]];
  if (names.length === 1) {
    return (row) => {
      const record: Record<string, unknown> = {};
      record[a] = p?.result(row);
      return record;
    };
  }
  if (names.length === 2) {
    return (row) => {
      const record: Record<string, unknown> = {};
      record[a] = p?.result(row);
      record[b] = q?.result(row);
      return record;
    };
  }
  if (names.length === 3) {
    return (row) => {
      const record: Record<string, unknown> = {};
      record[a] = p?.result(row);
      record[b] = q?.result(row);
      record[c] = r?.result(row);
      return record;
    };
  }
  if (names.length === 4) {
    return (row) => {
      const record: Record<string, unknown> = {};
      record[a] = p?.result(row);
      record[b] = q?.result(row);
      record[c] = r?.result(row);
      record[d] = s?.result(row);
      return record;
    };
  }
  return (row) => oneByOne(names, columns, row);
}

function oneByOne(
  names: readonly string[],
  columns: Columns,
  row: number,
): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i += 1) record[names[i] as string] = columns[i]?.result(row);
  return record;
}
