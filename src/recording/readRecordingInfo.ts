import { recordingPath } from './recordingPath.ts';
import { RecordingFile } from './recordingFile.ts';
import type { RecordingInfo } from './recordingInfo.ts';

/**
 * What is known of a recording without reading its rows: how many, their times, how it is compressed,
 * and whether a part of it was cut off.
 *
 * @throws StreamError `MILLRACE_FILE_UNREADABLE` for what is no recording; the system's error for what
 * cannot be opened
 *
 * @example
 * ```ts no-run
 * import { readRecordingInfo } from 'millrace/sources';
 *
 * const { rows, torn } = await readRecordingInfo('today.recording');
 * console.log(rows, torn?.reason);
 * ```
 */
export async function readRecordingInfo(file: string | URL): Promise<RecordingInfo> {
  const recording = await RecordingFile.open(recordingPath('readRecordingInfo', file));
  await recording.close();
  return recording.info;
}
