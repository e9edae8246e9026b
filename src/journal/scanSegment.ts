import type { FileHandle } from 'node:fs/promises';
import { FileWindow } from './fileWindow.ts';
import { HEAD_BYTES, isBodyOf, readHead } from './record.ts';
import type { RecordHead } from './record.ts';
import { readSegmentStart, START_BYTES } from './segmentStart.ts';
import type { SegmentStart } from './segmentStart.ts';

/** How far a segment is what was written. */
export interface ScannedSegment {
  /** Undefined: it does not even begin as a segment does. */
  readonly start: SegmentStart | undefined;
  readonly records: readonly PlacedRecord[];
  /** Where the sound part ends. */
  readonly end: number;
  /** What follows: nothing, the beginning of a record whose end is missing, or something else. */
  readonly rest: 'none' | 'torn' | 'damaged';
}

/** A record and where it is in its file. */
export interface PlacedRecord extends RecordHead {
  readonly position: number;
}

/** Reads a segment from record to record, up to the first that is not whole. */
export async function scanSegment(handle: FileHandle, size: number): Promise<ScannedSegment> {
  const window = new FileWindow(handle);
  const start = readSegmentStart(await window.get(0, START_BYTES));
  const records: PlacedRecord[] = [];
  if (start === undefined)
    return { start, records, end: 0, rest: size < START_BYTES ? 'torn' : 'damaged' };
  let [position, offset] = [START_BYTES, start.offset];
  while (position < size) {
    const head = readHead(await window.get(position, HEAD_BYTES));
    if (head === undefined || head.offset !== offset) break;
    const end = position + HEAD_BYTES + head.bodyBytes;
    if (end > size || !isBodyOf(await window.get(position + HEAD_BYTES, head.bodyBytes), head))
      break;
    records.push({ ...head, position });
    position = end;
    offset += head.count;
  }
  return { start, records, end: position, rest: await restOf(window, position, size) };
}

async function restOf(
  window: FileWindow,
  position: number,
  size: number,
): Promise<ScannedSegment['rest']> {
  if (position === size) return 'none';
  if (size - position < HEAD_BYTES) return 'torn';
  const head = readHead(await window.get(position, HEAD_BYTES));
  return head !== undefined && position + HEAD_BYTES + head.bodyBytes > size ? 'torn' : 'damaged';
}
