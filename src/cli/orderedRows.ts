import { StreamError } from '../../operators/index.ts';
import type { Milliseconds, RowSource } from '../../operators/index.ts';
import { reorder } from '../replay/index.ts';
import type { Row } from './openRecording.ts';
import { rowTime } from './rowTime.ts';

/** Where the times of a recording's rows are. */
export interface RowTimes {
  /** What the recording is called in error texts. */
  readonly file: string;
  /** The field with the event time. */
  readonly time: string;
  /** The field with the time of arrival, where there is one. */
  readonly arrival: string | undefined;
  /** How far a row may be behind the newest one before it. */
  readonly outOfOrder: Milliseconds;
}

/**
 * Gives each row its arrival. Where a field holds it, the rows are brought into its order; otherwise
 * a row arrives at the latest event time up to it, and the order of the file stays.
 */
export function orderedRows(source: RowSource<Row>, times: RowTimes): RowSource<Row> {
  const { file, time, arrival, outOfOrder } = times;
  let newest = -Infinity;
  let count = 0;
  let at = -Infinity;
  const place = (): string => `${file}: row ${count}`;
  const raise = (row: Row): Milliseconds => {
    count += 1;
    // Read in any case: here the row's number is known.
    at = rowTime(row, time, '--time', place);
    if (arrival !== undefined) at = rowTime(row, arrival, '--arrival', place);
    newest = Math.max(newest, at);
    return newest;
  };
  const arrivalOf = (): Milliseconds => {
    if (arrival === undefined) return newest;
    if (newest - at > outOfOrder) throw tooFar(place(), arrival, newest - at);
    return at;
  };
  return reorder(source, { along: raise, by: arrivalOf, earliest: -outOfOrder, latest: 0 });
}

function tooFar(place: string, field: string, behind: Milliseconds): StreamError {
  const text = `replay: ${place}: its ${field} is ${behind} ms behind that of a row before it`;
  const fix = `use --out-of-order ${Math.ceil(behind / 60_000)}m or more`;
  return new StreamError('MILLRACE_REORDER_BOUND', `${text}; ${fix}`);
}
