import type { AggregateColumn } from '../aggregates/index.ts';

/** Makes the value of a pane from a row. */
export type RecordBuilder = (row: number) => Readonly<Record<string, unknown>>;

type Columns = readonly AggregateColumn<never, unknown>[];

/**
 * Makes the function that reads a row's results into an object with the given names.
 *
 * Up to four names are written as one object literal, which is several times faster than setting
 * the fields one by one: that is what most panes have, and there is one object for each.
 */
export function recordBuilder(names: readonly string[], columns: Columns): RecordBuilder {
  const [a, b, c, d] = names as [string, string, string, string];
  const [p, q, r, s] = columns as [Columns[0], Columns[0], Columns[0], Columns[0]];
  if (p === undefined || names.length > 4) return (row) => oneByOne(names, columns, row);
  if (names.length === 1) return (row) => ({ [a]: p.result(row) });
  if (q === undefined || names.length === 2) {
    return (row) => ({ [a]: p.result(row), [b]: q?.result(row) });
  }
  if (r === undefined || names.length === 3) {
    return (row) => ({ [a]: p.result(row), [b]: q.result(row), [c]: r?.result(row) });
  }
  return (row) => ({
    [a]: p.result(row),
    [b]: q.result(row),
    [c]: r.result(row),
    [d]: s?.result(row),
  });
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
