import { FileSink } from './fileSink.ts';
import { readFileSinkConfig } from './fileSinkConfig.ts';
import type { FileSinkConfig } from './fileSinkConfig.ts';
import { ndjsonFormat } from './ndjsonFormat.ts';
import type { Sink } from './sink.ts';

/** Where files of JSON lines are written, and when a new one begins. */
export interface NdjsonSinkConfig extends FileSinkConfig {}

/**
 * Writes rows into files of JSON lines, which `fromNdjson` reads again.
 *
 * A file is seen whole, and when its checkpoint is stored, not before: as `name-00000012-0000.ndjson`
 * (checkpoint, file), so that their order by name is that of the rows. Until then it has a name that
 * begins with a dot. A program that is killed and goes on from its checkpoint leaves the files that it
 * would have left without: each row once. What of the rows comes into which file depends on when the
 * checkpoints were taken. Files that were seen may be moved away or deleted at any time. A program that goes
 * on from no checkpoint refuses a folder that has files of this name; one program at a time may write them.
 *
 * Without checkpoints a file is seen when the next one begins, and the last at the end of the stream.
 *
 * What JSON cannot say: dates are ISO texts, bigints texts of digits, NaN and the infinities null, and fields
 * that are undefined are left out; for a Map, a Set, bytes and the like there is an error.
 *
 * - errors: `MILLRACE_FILE_UNWRITABLE` (files that are there, no folder, a full disk, no descriptors):
 *   nothing of the checkpoint is seen then, and a restart goes on when the cause is gone;
 *   `MILLRACE_NOT_RECORDABLE`, `MILLRACE_TIMESTAMP` (no date for `partition`),
 *   `MILLRACE_SNAPSHOT_UNREADABLE` (the checkpoint is of another sink)
 * - state: 64 KiB of text for each file that is open; in the checkpoint, the names of its files
 *
 * @example
 * ```ts
 * import { ndjsonSink } from 'millrace/sinks';
 *
 * const sink = ndjsonSink<{ flight: string }>({ folder: '/tmp', name: 'flights', partition: 'yyyy/MM/dd' });
 * ```
 */
export function ndjsonSink<T>(config: NdjsonSinkConfig): Sink<T> {
  const kind = 'ndjsonSink';
  return new FileSink(readFileSinkConfig(kind, config, () => ndjsonFormat<T>(kind)));
}
