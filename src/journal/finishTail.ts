import { existsSync, renameSync } from 'node:fs';
import { open, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { JournalRecord } from './record.ts';
import { writeRecord } from './record.ts';
import { scanSegment } from './scanSegment.ts';
import { segmentName, segmentOffset, writeSegmentStart } from './segmentStart.ts';
import type { SegmentStart } from './segmentStart.ts';
import { syncFolder } from './syncFolder.ts';
import { writeSynced } from './writeSynced.ts';

const NAME = 'tail.new';

/** Makes the segment ready that is to take the place of the end of a journal. */
export function writeTail(
  folder: string,
  start: SegmentStart,
  records: readonly JournalRecord[],
): void {
  const bytes = Buffer.concat([writeSegmentStart(start), ...records.map(writeRecord)]);
  writeSynced(path.join(folder, NAME), bytes);
}

/** Puts it in its place, in which nothing else is any more. */
export function installTail(folder: string, offset: number): void {
  renameSync(path.join(folder, NAME), path.join(folder, segmentName(offset)));
  syncFolder(folder);
}

/** Goes on with a replacement that was broken off, wherever that was. */
export async function finishTail(
  folder: string,
  segments: readonly string[],
  offset: number,
): Promise<void> {
  if (!existsSync(path.join(folder, NAME))) return;
  for (const name of segments.toReversed()) {
    const file = path.join(folder, name);
    if (segmentOffset(name) > offset) await rm(file);
    else if (segmentOffset(name) < offset) await cutAt(file, offset);
  }
  installTail(folder, offset);
}

/** Ends a segment before the record with an offset, where it has one. */
async function cutAt(file: string, offset: number): Promise<void> {
  const handle = await open(file);
  try {
    const { records } = await scanSegment(handle, (await handle.stat()).size);
    const found = records.find((record) => record.offset === offset);
    if (found !== undefined) await truncate(file, found.position);
  } finally {
    await handle.close();
  }
}
