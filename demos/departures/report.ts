import type { ProgressReport } from 'millrace/cli';
import type { Tally } from './tally.ts';

/** What is said where nothing came. */
export const NO_FLIGHTS: string =
  'No flight lies in this range: the recording goes from January to June 2001.';

/** A tally as a line of progress. */
export function reportOf(tally: Tally, eventTime: number | undefined): ProgressReport {
  const { events, watermark, airports, routes, disruptionPanes } = tally;
  const late = airports.late + routes.late + disruptionPanes.late;
  return { events, eventTime: Number.isFinite(eventTime) ? eventTime : undefined, watermark, late };
}
