import { fromCsv, fromNdjson, fromParquet, fromRecording } from '../sources/index.ts';
import type { CountedSource } from '../sources/index.ts';
import { UsageError } from './usageError.ts';

/** A row of a recording: its fields by their names. */
export type Row = Readonly<Record<string, unknown>>;

/** The formats of recordings. */
export const FORMATS = ['ndjson', 'csv', 'parquet', 'recording'] as const;

/** The format of a recording. */
export type RecordingFormat = (typeof FORMATS)[number];

/** What happens to lines that cannot be read. */
export const MALFORMED = ['error', 'drop'] as const;

/** How a recording is read. */
export interface RecordingConfig {
  /** Undefined: by the ending of the file's name. */
  readonly format: RecordingFormat | undefined;
  readonly malformed: (typeof MALFORMED)[number];
  /** Where lines come from when the file is `-`. */
  readonly input: AsyncIterable<Uint8Array | string>;
}

/** Opens a recording; `-` reads lines of JSON from `input`. */
export function openRecording(
  file: string,
  { format, malformed, input }: RecordingConfig,
): CountedSource<Row> {
  const chosen = format ?? (file === '-' ? 'ndjson' : formatOf(file));
  if (file === '-' && chosen !== 'ndjson') {
    throw new UsageError(`only NDJSON can be read from the standard input, not ${chosen}.`);
  }
  if (chosen === 'csv') return fromCsv<Row>({ file, malformed });
  if (chosen === 'parquet') return fromParquet<Row>({ file });
  if (chosen === 'recording') return fromRecording<Row>({ file });
  return fromNdjson<Row>(file === '-' ? { input, malformed } : { file, malformed });
}

const ENDINGS: readonly (readonly [ending: RegExp, format: RecordingFormat])[] = [
  [/\.(ndjson|jsonl)(\.gz)?$/i, 'ndjson'],
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.parquet$/i, 'parquet'],
  [/\.recording$/i, 'recording'],
];

/** The format by the ending of a file's name. */
export function formatOf(file: string): RecordingFormat {
  const found = ENDINGS.find(([ending]) => ending.test(file));
  if (found !== undefined) return found[1];
  const formats = FORMATS.join(', ');
  throw new UsageError(
    `the format of '${file}' is not clear from its ending; add --format (${formats}).`,
  );
}
