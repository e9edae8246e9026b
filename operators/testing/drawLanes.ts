import { LaneNames } from './laneNames.ts';
import type { LaneFrame, LaneTables, StreamLanes } from './streamLanes.ts';

/** Two lanes with all the letters that stand in them. */
export interface DrawnLanes<T> extends StreamLanes {
  /** The tables of the call, and the letters that had to be added. */
  readonly tables: LaneTables<T>;
}

/** From how many empty cells on a gap is written as a time. */
const LONG_GAP = 20;

/** Draws what happens in a stream as two lanes, which read back give the same. */
export function drawLanes<T>(
  frames: readonly LaneFrame<T>[],
  tables: LaneTables<T>,
): DrawnLanes<T> {
  const names = new LaneNames(tables);
  let [values, watermarks, next, told] = ['', '', 0, -Infinity];
  for (const frame of frames) {
    const gap = drawGap(frame.frame - next);
    const above = drawCell(markValues(frame, names));
    const below = drawCell(markWatermarks(frame, told, names));
    const width = Math.max(above.length, below.length);
    values += gap + above.padEnd(width);
    watermarks += gap + below.padEnd(width);
    next = frame.frame + 1;
    told = frame.watermark ?? told;
  }
  const { values: named, timestamps, watermarks: marks } = names;
  return {
    values: values.trim(),
    watermarks: watermarks.trim(),
    tables: { ...tables, values: named, timestamps, watermarks: marks },
  };
}

function drawGap(length: number): string {
  return length > LONG_GAP ? ` ${length}ms ` : '-'.repeat(length);
}

function drawCell(marks: readonly string[]): string {
  return marks.length > 1 ? `(${marks.join('')})` : (marks[0] ?? '-');
}

function markValues<T>({ rows, end }: LaneFrame<T>, names: LaneNames<T>): string[] {
  const marks = rows.map(({ value, timestamp }) => names.value(value, timestamp));
  if (end === undefined) return marks;
  return [...marks, 'error' in end ? '#' : '|'];
}

function markWatermarks<T>(
  { watermark, idle }: LaneFrame<T>,
  told: number,
  names: LaneNames<T>,
): string[] {
  const rose = watermark !== undefined && watermark !== told;
  return [...(rose ? [names.watermark(watermark)] : []), ...(idle ? ['~'] : [])];
}
