import type { AirportRow } from './airportRows.ts';

/** What the table can be sorted by. */
export type SortColumn = 'iata' | 'city' | 'flights' | 'meanDelay' | 'p95Delay' | 'shareLate';

/** The order of the table. */
export interface SortOrder {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** The order at first: the busiest airport on top. */
export const BUSIEST_FIRST: SortOrder = { column: 'flights', descending: true };

/** The order after a click on a column: turned round, or the column's natural one. */
export function nextOrder(order: SortOrder, column: SortColumn): SortOrder {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== 'iata' && column !== 'city' };
}

/** The rows in order; equal ones by their code, so that they keep their places. */
export function sortAirports(
  rows: readonly AirportRow[],
  { column, descending }: SortOrder,
): AirportRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a[column], b[column]) || compare(a.iata, b.iata));
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
