import { ArgumentTypeError, checkConfig, show } from '../../operators/index.ts';
import { CsvFormat } from './csvFormat.ts';
import { FileSink } from './fileSink.ts';
import { readFileSinkConfig } from './fileSinkConfig.ts';
import type { FileSinkConfig } from './fileSinkConfig.ts';
import type { Sink } from './sink.ts';

/** Where files of comma-separated values are written, and when a new one begins. */
export interface CsvSinkConfig extends FileSinkConfig {
  /** The names of all columns, in order (default: the fields of the first row). */
  readonly columns?: readonly string[];
}

/**
 * Writes rows into files of comma-separated values (RFC 4180, UTF-8), which `fromCsv` reads again. Each file
 * begins with a header.
 *
 * Files, names, checkpoints and limits are those of `ndjsonSink`.
 *
 * A field that is missing, undefined or null is an empty cell, an empty text is `""`; dates are ISO texts,
 * numbers and booleans as JavaScript writes them, objects and lists JSON. A row with a field that is no column
 * is an error, as is what JSON cannot say.
 *
 * - errors: those of `ndjsonSink`
 * - state: 64 KiB of text for each file that is open; in the checkpoint, the names of its files and columns
 *
 * @example
 * ```ts
 * import { csvSink } from 'millrace/sinks';
 *
 * const sink = csvSink<{ hub: string; flights: number }>({ folder: '/tmp', columns: ['hub', 'flights'] });
 * ```
 */
export function csvSink<T>(config: CsvSinkConfig): Sink<T> {
  const kind = 'csvSink';
  checkConfig(kind, config);
  const { columns } = config;
  if (columns !== undefined && !isNames(columns)) {
    const expected = 'a list of names, none of them twice';
    throw new ArgumentTypeError(kind, 'columns', expected, show(columns));
  }
  return new FileSink(readFileSinkConfig(kind, config, () => new CsvFormat<T>(kind, columns)));
}

function isNames(columns: unknown): boolean {
  if (!Array.isArray(columns) || columns.length === 0) return false;
  return (
    columns.every((one) => typeof one === 'string') && new Set(columns).size === columns.length
  );
}
