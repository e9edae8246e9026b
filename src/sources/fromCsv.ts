import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  show,
  StreamError,
} from '../../operators/index.ts';
import type { CountedSource, SourceCounters } from './countedSource.ts';
import { CsvRows } from './csvRows.ts';
import { checkFile, fileError } from './fileError.ts';
import { loadPackage } from '../recording/index.ts';
import { checkMalformed } from './malformedPolicy.ts';
import type { MalformedPolicy } from './malformedPolicy.ts';
import type { PlacedRun } from './placedRun.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { pulledSource } from './pulledSource.ts';
import { readBlocks } from './readBlocks.ts';
import { ReadLines } from './readLines.ts';
import type { TakenLines } from './readLines.ts';

/** Which table is read, and what its columns are. */
export interface FromCsvConfig extends PulledConfig {
  /** A file, packed by gzip or not. */
  readonly file: string | URL;
  /** The names of the columns, where the file has no header row (default: its first row). */
  readonly header?: readonly string[];
  /** The wanted columns (default: all). */
  readonly columns?: readonly string[];
  /** Columns that hold numbers; an empty field becomes null. All others are texts. */
  readonly numbers?: readonly string[];
  /** What stands between fields, one character (default: `,`). */
  readonly delimiter?: string;
  /** What happens to a row that is no row of this table (default `'error'`). */
  readonly malformed?: MalformedPolicy;
  /** A row may have this many bytes (default: 1,048,576); more is an error, also with `'drop'`. */
  readonly maxLineBytes?: number;
}

/**
 * A source that reads a file of comma-separated values. Needs the package `csv-parse`.
 *
 * Understands quotes, a byte order mark, both kinds of line ends and empty lines; a file that begins as
 * gzip does is unpacked. A row is malformed when its number of fields is not the header's, when
 * its quotes do not match, or when a column of numbers holds something else.
 *
 * - emits: one plain object for each row, in runs
 * - completes: at the end of the file
 * - errors: `MILLRACE_PACKAGE_MISSING`, `MILLRACE_FILE_MISSING`, `MILLRACE_FILE_UNREADABLE` (damaged gzip,
 *   an unknown column), and by default `MILLRACE_LINE_MALFORMED` with file and line (a row's last),
 *   after the rows before it
 * - state: what was read at once (960 KiB), the rows of 120 KiB of it, and `maxLineBytes` of an unfinished row
 * - under checkpoints: reads the file again from its beginning and leaves out what it has given, malformed
 *   rows too
 *
 * @example
 * ```ts
 * import { eventTime, values } from 'millrace';
 * import { fromCsv } from 'millrace/sources';
 *
 * fromCsv<{ date: string; temp_max: number }>({
 *   file: 'node_modules/vega-datasets/data/seattle-weather.csv',
 *   columns: ['date', 'temp_max'],
 *   numbers: ['temp_max'],
 * })
 *   .pipe(eventTime({ timestamp: (day) => Date.parse(day.date), outOfOrderness: 0 }), values())
 *   .subscribe((day) => console.log(day.temp_max)); // 12.8, 10.6, …
 * ```
 */
export function fromCsv<T = Record<string, unknown>>(config: FromCsvConfig): CountedSource<T> {
  checkConfig(OWNER, config);
  const path = checkFile(OWNER, config.file);
  const { delimiter = ',' } = config;
  if (typeof delimiter !== 'string' || delimiter.length !== 1) {
    throw new ArgumentTypeError(OWNER, 'delimiter', 'one character', show(delimiter));
  }
  const setup: Setup = {
    path,
    header: checkNames('header', config.header),
    columns: checkNames('columns', config.columns),
    numbers: checkNames('numbers', config.numbers) ?? [],
    delimiter,
    policy: checkMalformed(OWNER, config.malformed ?? 'error'),
    maxLineBytes: checkNumber(OWNER, 'maxLineBytes', config.maxLineBytes ?? 1_048_576, { min: 1 }),
  };
  return pulledSource(OWNER, (signal, counters) => read<T>(setup, signal, counters), config, {
    malformed: setup.policy,
  });
}

const OWNER = 'fromCsv';

interface Setup {
  readonly path: string;
  readonly header: readonly string[] | undefined;
  readonly columns: readonly string[] | undefined;
  readonly numbers: readonly string[];
  readonly delimiter: string;
  readonly policy: MalformedPolicy;
  readonly maxLineBytes: number;
}

function checkNames(
  field: string,
  names: readonly string[] | undefined,
): readonly string[] | undefined {
  if (names === undefined) return undefined;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return [...names];
  throw new ArgumentTypeError(OWNER, field, 'an array of column names', show(names));
}

async function* read<T>(
  setup: Setup,
  signal: AbortSignal,
  counters: SourceCounters,
): AsyncGenerator<PlacedRun<T>> {
  const { path, policy } = setup;
  const lines = new ReadLines<Record<string, unknown>>({
    owner: OWNER,
    file: path,
    policy,
    counters,
  });
  const rows = new CsvRows({ ...setup, owner: OWNER, lines, missing: missingColumn(path) });
  const take = (): PlacedRun<T> => ({ ...(lines.take() as TakenLines<T>), place: undefined });
  try {
    const parse = await openParser(setup, rows, lines);
    for await (const block of readBlocks(path, signal, 'kept')) {
      await parse(block);
      yield take();
    }
    await parse(undefined);
    yield take();
  } catch (cause) {
    yield take();
    throw fileError(OWNER, path, cause, 'comma-separated values');
  }
}

/** Takes the next block, or undefined at the end; settles when its rows are there. */
type ParseBlock = (block: Uint8Array | undefined) => Promise<void>;

async function openParser(
  setup: Setup,
  rows: CsvRows,
  lines: ReadLines<Record<string, unknown>>,
): Promise<ParseBlock> {
  const { parse } = await loadPackage(OWNER, 'csv-parse', () => import('csv-parse'));
  const parser = parse({
    bom: true,
    delimiter: setup.delimiter,
    max_record_size: setup.maxLineBytes,
    // The number of fields is judged with the header at hand.
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (record: string[], { lines }) => {
      rows.add(record, lines);
      return undefined;
    },
    on_skip: (error) => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') throw tooLong(setup, parser.info.lines);
      lines.report(parser.info.lines, '', error?.message ?? 'unreadable');
      return undefined;
    },
  });
  const failed = new Promise<never>((_, reject) => parser.once('error', reject));
  failed.catch(() => undefined);
  return (block) => {
    const done = new Promise<void>((resolve) => {
      if (block === undefined) parser.once('end', resolve).end().resume();
      else parser.write(block, () => resolve());
    });
    return Promise.race([done, failed]);
  };
}

/** An error whatever the policy is: where the next row begins cannot be told. */
function tooLong({ path, maxLineBytes }: Setup, line: number): StreamError {
  const text = `${OWNER}: ${path}:${line}: the row is longer than maxLineBytes (${maxLineBytes})`;
  const fix = 'close the quote that it begins with, or raise maxLineBytes';
  return new StreamError('MILLRACE_LINE_MALFORMED', `${text}; ${fix}`);
}

function missingColumn(path: string): (name: string, header: readonly string[]) => Error {
  return (name, header) => {
    const text = `${OWNER}: '${path}' has no column '${name}'; it has ${header.join(', ')}`;
    return new StreamError('MILLRACE_FILE_UNREADABLE', text);
  };
}
