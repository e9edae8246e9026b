import type { RowSource } from '../../operators/index.ts';
import { fromCsv, fromNdjson, fromParquet } from '../sources/index.ts';
import { UsageError } from './usageError.ts';

/** A row of a recording: its fields by their names. */
export type Row = Readonly<Record<string, unknown>>;

/** The formats of recordings. */
export const FORMATS = ['ndjson', 'csv', 'parquet'] as const;

/** The format of a recording. */
export type RecordingFormat = (typeof FORMATS)[number];

/** Opens a recording of this format; `-` reads lines of JSON from `input`. */
export function openRecording(
  file: string,
  format: RecordingFormat | undefined,
  input: AsyncIterable<Uint8Array | string>,
): RowSource<Row> {
  const chosen = format ?? (file === '-' ? 'ndjson' : formatOf(file));
  if (file === '-' && chosen !== 'ndjson') {
    throw new UsageError(`only NDJSON can be read from the standard input, not ${chosen}.`);
  }
  if (chosen === 'csv') return fromCsv<Row>({ file });
  if (chosen === 'parquet') return fromParquet<Row>({ file });
  return fromNdjson<Row>(file === '-' ? { input } : { file });
}

const ENDINGS: readonly (readonly [ending: RegExp, format: RecordingFormat])[] = [
  [/\.(ndjson|jsonl)(\.gz)?$/i, 'ndjson'],
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.parquet$/i, 'parquet'],
];

function formatOf(file: string): RecordingFormat {
  const found = ENDINGS.find(([ending]) => ending.test(file));
  if (found !== undefined) return found[1];
  const formats = FORMATS.join(', ');
  throw new UsageError(
    `the format of '${file}' is not clear from its ending; add --format (${formats}).`,
  );
}
