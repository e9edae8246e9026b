import { ArgumentRangeError, show } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { parseLane } from './parseLane.ts';
import type { LaneFrame, LaneTables, StreamLanes } from './streamLanes.ts';

const OWNER = 'streamMarbles';

/** Reads two lanes into what happens at which millisecond. */
export function parseLanes<T>(lanes: StreamLanes, tables: LaneTables<T>): LaneFrame<T>[] {
  const values = parseLane(OWNER, 'values', lanes.values);
  const watermarks = parseLane(OWNER, 'watermarks', lanes.watermarks);
  if (values.length !== watermarks.length) {
    const expected = `as many cells as values has, ${values.length}`;
    throw new ArgumentRangeError(OWNER, 'watermarks', expected, String(watermarks.length));
  }
  const used = new Set([...values.cells.keys(), ...watermarks.cells.keys()]);
  return [...used]
    .toSorted((a, b) => a - b)
    .map((frame) => ({
      ...readValues(frame, values.cells.get(frame) ?? [], tables),
      ...readWatermarks(watermarks.cells.get(frame) ?? [], tables),
    }));
}

function readValues<T>(
  frame: number,
  marks: readonly string[],
  tables: LaneTables<T>,
): Pick<LaneFrame<T>, 'frame' | 'rows' | 'end'> {
  const rows = marks
    .filter((mark) => mark !== '|' && mark !== '#')
    .map((mark) => ({
      value: valueOf(mark, tables),
      timestamp: tables.timestamps?.[mark] ?? frame,
    }));
  if (marks.includes('#')) return { frame, rows, end: { error: tables.error ?? 'error' } };
  return { frame, rows, end: marks.includes('|') ? {} : undefined };
}

// Without an entry a letter stands for itself, as in RxJS: then T is a string.
function valueOf<T>(mark: string, { values }: LaneTables<T>): T {
  return (values !== undefined && Object.hasOwn(values, mark) ? values[mark] : mark) as T;
}

function readWatermarks<T>(
  marks: readonly string[],
  tables: LaneTables<T>,
): Pick<LaneFrame<T>, 'watermark' | 'idle'> {
  const told = marks.filter((mark) => mark !== '~').map((mark) => watermarkOf(mark, tables));
  return { watermark: told.at(-1), idle: marks.includes('~') };
}

function watermarkOf<T>(mark: string, { watermarks }: LaneTables<T>): Milliseconds {
  const told = watermarks?.[mark];
  if (told !== undefined) return told;
  if (mark === '|') return Infinity;
  if (/^\d$/.test(mark)) return Number(mark);
  const expected = "a digit, '|', '~' or a letter of the tables' watermarks";
  throw new ArgumentRangeError(OWNER, 'watermarks', expected, show(mark));
}
