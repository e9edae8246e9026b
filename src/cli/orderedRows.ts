import { StreamError } from '../../operators/index.ts';
import type { Milliseconds, RowSource } from '../../operators/index.ts';
import { reorder } from '../replay/index.ts';
import type { Row } from './openRecording.ts';
import { rowTime } from './rowTime.ts';

/** Where the times of a recording's rows are. */
export interface RowTimes {
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
  const { time, arrival, outOfOrder } = times;
  let newest = -Infinity;
  let count = 0;
  const raise = (row: Row): Milliseconds => {
    const at =
      arrival === undefined ? rowTime(row, time, '--time') : rowTime(row, arrival, '--arrival');
    newest = Math.max(newest, at);
    return newest;
  };
  const arrivalOf = (row: Row): Milliseconds => {
    count += 1;
    if (arrival === undefined) return newest;
    const at = rowTime(row, arrival, '--arrival');
    if (newest - at > outOfOrder) throw tooFar(count, arrival, newest - at);
    return at;
  };
  return reorder(source, { along: raise, by: arrivalOf, earliest: -outOfOrder, latest: 0 });
}

function tooFar(row: number, field: string, behind: Milliseconds): StreamError {
  const text = `replay: row ${row}: its ${field} is ${behind} ms behind that of a row before it`;
  const fix = `use --out-of-order ${Math.ceil(behind / 60_000)}m or more`;
  return new StreamError('MILLRACE_REORDER_BOUND', `${text}; ${fix}`);
}
