import { Observable } from 'rxjs';
import {
  ArgumentTypeError,
  callbackError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration, Milliseconds, RowSource, Stream } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { compressions } from './compression.ts';
import type { Compression } from './compression.ts';
import { recordingPath } from './recordingPath.ts';
import type { RecordingInfo } from './recordingInfo.ts';
import { RecordingSink } from './recordingSink.ts';
import { writeError } from './writeError.ts';

/** Where a recording is written, and how. */
export interface WriteRecordingConfig<T> {
  readonly file: string | URL;
  /** Whether a file that is there is replaced (default: false, an error). */
  readonly replace?: boolean;
  /** How each block is compressed (default `'none'`: read fastest). */
  readonly compress?: Compression;
  /** A block has this many rows at the most (default: 16,384). */
  readonly blockRows?: number;
  /** Rows wait no longer than this for their block to be full (default: `'1s'`). */
  readonly flushAfter?: Duration;
  /**
   * When the disk is waited for: `'close'` (default), after each `'block'`, or `'none'`. Without it a
   * power cut may take what the system has not written yet.
   */
  readonly sync?: 'none' | 'close' | 'block';
  /** The event time of rows that have none yet, for seeking. */
  readonly timestamp?: (row: T) => Milliseconds;
  /**
   * Which arrivals are recorded: those that the rows come with (`'given'`, default), or the clock's
   * time when they come (`'clock'`).
   */
  readonly arrivals?: 'given' | 'clock';
  /** The clock and the timers (default: the system's). */
  readonly runtime?: Runtime;
}

/**
 * Writes a stream, or the rows of a source, into a recording, which `fromRecording` reads again.
 *
 * Of a stream the timestamps, the watermark before each value, idleness and arrivals are recorded, of
 * rows the arrivals. Values come back as plain data: objects with their own fields, lists, texts,
 * numbers (also NaN and -0), bigints, dates, bytes, null and undefined.
 *
 * - emits: what is known of the recording, once, when the file is closed
 * - completes: then. An unsubscription ends the recording and closes the file, too
 * - errors: those of the source, after the file was closed with what came before; `MILLRACE_FILE_UNWRITABLE`;
 *   `MILLRACE_NOT_RECORDABLE` for a value that is no data, after what came before it was written;
 *   `MILLRACE_NOT_A_STREAM`, `MILLRACE_CALLBACK`, `MILLRACE_TIMESTAMP`
 * - late events: recorded as all others
 * - state: the rows of a block, and blocks that wait for the disk, which are reported to the pressure handle
 *
 * @example
 * ```ts
 * import { fromArray } from 'millrace';
 * import { fromRecording, writeRecording } from 'millrace/sources';
 *
 * const file = `${process.env['TMPDIR'] ?? '/tmp'}/example.recording`;
 * const rows = fromArray([{ at: 1 }, { at: 2 }]);
 * writeRecording(rows, { file, replace: true, timestamp: (row) => row.at }).subscribe((info) => {
 *   console.log(info.rows); // 2
 *   fromRecording<{ at: number }>({ file }).subscribe((row) => console.log(row.at)); // 1, 2
 * });
 * ```
 */
export function writeRecording<T>(
  source: Stream<T> | RowSource<T>,
  config: WriteRecordingConfig<T>,
): Observable<RecordingInfo> {
  checkConfig(OWNER, config);
  if (!(source instanceof Observable))
    throw new ArgumentTypeError(OWNER, 'source', 'a stream or a source of rows', show(source));
  const { replace = false, runtime = systemRuntime, timestamp } = config;
  if (timestamp !== undefined) checkFunction(OWNER, 'timestamp', timestamp);
  if (typeof replace !== 'boolean')
    throw new ArgumentTypeError(OWNER, 'replace', 'true or false', show(replace));
  const writer = {
    file: recordingPath(OWNER, config.file),
    replace,
    compression: checkWord(OWNER, 'compress', config.compress ?? 'none', compressions),
    blockRows: checkNumber(OWNER, 'blockRows', config.blockRows ?? 16_384, {
      min: 1,
      max: 2 ** 20,
    }),
    sync: checkWord(OWNER, 'sync', config.sync ?? 'close', ['none', 'close', 'block']),
    timestamp: timestamp === undefined ? undefined : guarded(timestamp),
  };
  const flushAfter = toMilliseconds(OWNER, 'flushAfter', config.flushAfter ?? '1s');
  const arrivals = checkWord(OWNER, 'arrivals', config.arrivals ?? 'given', ['given', 'clock']);
  const clocked = arrivals === 'clock';
  return new Observable((subscriber) => {
    const explain = (error: unknown): unknown => writeError(OWNER, writer.file, error, FIXES);
    const sink = new RecordingSink<T>({
      writer,
      flushAfter,
      clocked,
      runtime,
      subscriber,
      explain,
    });
    sink.start(source);
    return () => sink.stop();
  });
}

const OWNER = 'writeRecording';
const FIXES = {
  EEXIST: 'is there already; choose another name, or replace: true (command line: --replace)',
};

function guarded<T>(timestamp: (row: T) => Milliseconds): (row: T) => Milliseconds {
  return (row) => {
    try {
      return timestamp(row);
    } catch (error) {
      throw callbackError(OWNER, error);
    }
  };
}
