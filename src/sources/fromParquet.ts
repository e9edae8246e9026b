import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  checkWord,
  show,
} from '../../operators/index.ts';
import { SourceCounters } from './countedSource.ts';
import { checkFile, fileError } from './fileError.ts';
import { LateRowSource } from './lateRows.ts';
import type { LateRows, LateRun } from './lateRows.ts';
import { readParquet } from './readParquet.ts';
import type { ParquetRun, ParquetSelection } from './readParquet.ts';
import type { ParquetRange } from './parquetRange.ts';
import { numberedParts } from './numberedParts.ts';
import { pulledRuns } from './pulledRuns.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { readPartNumber } from './readPartNumber.ts';

/** Which Parquet file is read, and what of it. */
export interface FromParquetConfig extends PulledConfig {
  readonly file: string | URL;
  /** The wanted columns, in the order of the rows' fields (default: all). The fewer, the faster. */
  readonly columns?: readonly string[];
  /** Only rows with a value of one column within bounds; row groups that cannot have any are not read. */
  readonly range?: ParquetRange;
  /**
   * What times become: whole milliseconds since the epoch (default; finer parts are cut off), or `Date`.
   * Times without a zone count as UTC.
   */
  readonly dates?: 'milliseconds' | 'Date';
  /**
   * What 64-bit integers become (default `'number'`; one that is no exact number is an error). Inside
   * lists and structures they are always bigint.
   */
  readonly integers?: 'number' | 'bigint';
}

/**
 * A source that reads a Parquet file. Needs the packages `hyparquet` and `hyparquet-compressors`.
 *
 * - emits: one plain object for each row, in the order of the file, in runs; reads one column of one
 *   row group at a time, when the row group before it has gone out
 * - completes: at the end of the file
 * - errors: `MILLRACE_PACKAGE_MISSING`, `MILLRACE_FILE_MISSING`, `MILLRACE_FILE_UNREADABLE` (no Parquet
 *   file, damaged, an unknown column, an integer that is no exact number)
 * - state: the wanted columns of one row group
 * - under checkpoints: goes on at the row group, and leaves out the rows that it has given
 *
 * @example
 * ```ts
 * import { eventTime, values } from 'millrace';
 * import { fromParquet } from 'millrace/sources';
 *
 * fromParquet<{ date: number; origin: string }>({
 *   file: 'node_modules/vega-datasets/data/flights-3m.parquet',
 *   columns: ['date', 'origin'],
 *   range: { column: 'date', to: Date.UTC(2001, 0, 1, 0, 2) },
 * })
 *   .pipe(eventTime({ timestamp: (flight) => flight.date, outOfOrderness: 0 }), values())
 *   .subscribe((flight) => console.log(flight.origin)); // LAS, ATL, MCI, …
 * ```
 */
export function fromParquet<T = Record<string, unknown>>(
  config: FromParquetConfig,
): LateRowSource<T> {
  checkConfig(OWNER, config);
  const file = checkFile(OWNER, config.file);
  const selection: ParquetSelection = {
    owner: OWNER,
    columns: checkColumns(config.columns),
    range: checkRange(config.range),
    dates: checkWord(OWNER, 'dates', config.dates ?? 'milliseconds', ['milliseconds', 'Date']),
    integers: checkWord(OWNER, 'integers', config.integers ?? 'number', ['number', 'bigint']),
    chunkSize: checkNumber(OWNER, 'chunkSize', config.chunkSize ?? 512, { min: 1 }),
  };
  const counters = new SourceCounters();
  const late = pulledRuns<ParquetRun<T>, LateRun<T>>({
    owner: OWNER,
    read: (signal, at) =>
      readParquet<T>(file, selection, signal, readPartNumber(OWNER, 'row group', at)),
    give: ({ rows, from, to }, pressure) => {
      counters.rows += to - from;
      return { rows, from, to, control: undefined, pressure };
    },
    mark: (control, pressure) => ({ rows: NO_ROWS, from: 0, to: 0, control, pressure }),
    placing: numberedParts<ParquetRun<T>>(({ group }) => group),
    controlOf: () => source.control,
    explain: (owner, error) => fileError(owner, file, error, 'a Parquet file'),
    config,
  });
  const source: LateRowSource<T> = new LateRowSource(late, counters, 'positions', OWNER);
  return source;
}

const NO_ROWS: LateRows<never> = {
  length: 0,
  peek: noRow,
  make: noRow,
};

function noRow(index: number): never {
  throw new RangeError(`there is no row ${index}`);
}

const OWNER = 'fromParquet';

function checkColumns(columns: readonly string[] | undefined): readonly string[] | undefined {
  if (columns === undefined) return undefined;
  const names = Array.isArray(columns) && columns.length > 0;
  if (names && columns.every((name) => typeof name === 'string')) return [...columns];
  throw new ArgumentTypeError(OWNER, 'columns', 'an array of column names', show(columns));
}

function checkRange(range: ParquetRange | undefined): ParquetRange | undefined {
  if (range === undefined) return undefined;
  checkConfig(`${OWNER}: range`, range);
  if (typeof range.column === 'string') return range;
  throw new ArgumentTypeError(OWNER, 'range.column', 'the name of a column', show(range.column));
}
