import type { Milliseconds } from '../../operators/index.ts';
import type { Mark, PlacedBlock, ReadRows } from '../recording/index.ts';

/** Which rows of a recording are wanted: `from` is in, `to` is not. */
export interface RecordingRange {
  /** The number of the row in the recording, its event time, or its arrival. */
  readonly by: 'offset' | 'timestamp' | 'arrival';
  readonly from?: number;
  readonly to?: number;
}

/** How the rows of a block lie to a range. */
export function compareBlock(
  { offset, rows, timestamps, arrivals }: PlacedBlock,
  { by, from = -Infinity, to = Infinity }: RecordingRange,
): 'inside' | 'outside' | 'across' {
  const times = by === 'timestamp' ? timestamps : arrivals;
  const span = by === 'offset' ? { first: offset, last: offset + rows - 1 } : times;
  // A block without rows has marks, which count when they are not behind the range.
  if (rows === 0) return 'inside';
  if (span === undefined || span.last < from || span.first >= to) return 'outside';
  return span.first >= from && span.last < to ? 'inside' : 'across';
}

/** The rows of a block that lie in a range, with the marks among them. */
export function rowsWithin<T>(
  rows: ReadRows<T>,
  offset: number,
  { by, from = -Infinity, to = Infinity }: RecordingRange,
): ReadRows<T> {
  const times = by === 'timestamp' ? rows.timestamps : rows.arrivals;
  const at = (i: number): number => (by === 'offset' ? offset + i : (times?.[i] as number));
  const values = rows.values.slice(0, rows.values.length);
  const wanted = values.map((_, i) => i).filter((i) => at(i) >= from && at(i) < to);
  const pick = (column: readonly Milliseconds[] | undefined): readonly Milliseconds[] | undefined =>
    column && wanted.map((i) => column[i] as number);
  const move = (mark: Mark): Mark => ({
    ...mark,
    position: wanted.filter((i) => i < mark.position).length,
  });
  return {
    values: wanted.map((i) => values[i] as T),
    arrivals: pick(rows.arrivals),
    timestamps: pick(rows.timestamps),
    before: pick(rows.before),
    watermark: rows.watermark,
    marks: rows.marks.map(move),
  };
}
