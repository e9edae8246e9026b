import type { AirportPane } from './airportHistory.ts';
import { KEPT, WINDOW_EVERY } from './lastWindowEnd.ts';

type Column = (number | null)[];

/** The windows of an airport as columns, one point for each end; null where there was no flight. */
export interface ChartColumns {
  readonly ends: number[];
  readonly flights: Column;
  readonly mean: Column;
  readonly p95: Column;
  /** The mean of the windows that late events corrected. */
  readonly corrected: Column;
}

const LEAST_SHOWN = 3 * 3_600_000;

/** Columns of the windows up to an end, without holes between the first and the last. */
export function chartColumns(panes: readonly AirportPane[], end: number): ChartColumns {
  const shown = panes.filter((pane) => pane.end <= end);
  const columns: ChartColumns = { ends: [], flights: [], mean: [], p95: [], corrected: [] };
  let next = shown[0]?.end ?? end;
  for (const pane of shown) {
    for (; next < pane.end; next += WINDOW_EVERY) addPoint(columns, next, undefined);
    addPoint(columns, pane.end, pane);
    next = pane.end + WINDOW_EVERY;
  }
  return columns;
}

function addPoint(columns: ChartColumns, end: number, pane: AirportPane | undefined): void {
  columns.ends.push(end);
  columns.flights.push(pane?.flights ?? null);
  columns.mean.push(pane?.meanDelay ?? null);
  columns.p95.push(pane?.p95Delay ?? null);
  columns.corrected.push(pane?.corrected === true ? pane.meanDelay : null);
}

/** The span of time that the chart shows: from the first window on, 3 to 24 hours up to the end. */
export function chartSpan(first: number | undefined, end: number): readonly [number, number] {
  const length = Math.min(KEPT, Math.max(LEAST_SHOWN, end - (first ?? end)));
  return [end - length, end];
}
