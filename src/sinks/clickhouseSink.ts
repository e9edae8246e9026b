import { callDatabase } from './callDatabase.ts';
import type { CallDatabase } from './callDatabase.ts';
import { clickhouseForms } from './clickhouseForms.ts';
import { ClickhouseSession } from './clickhouseSession.ts';
import type { ClickhouseSettings } from './clickhouseSession.ts';
import { checkClickhouseSink } from './clickhouseSetup.ts';
import type { ClickhouseSetup } from './clickhouseSetup.ts';
import type { ClickhouseSinkConfig } from './clickhouseSinkConfig.ts';
import { readClickhouseTable } from './clickhouseTable.ts';
import type { ClickhouseColumn } from './clickhouseTable.ts';
import { withToken } from './clickhouseTokens.ts';
import type { SinkBatch } from './createSinkConfig.ts';
import { quoteClickhouse } from './quoteClickhouse.ts';
import { rowRuns } from './rowRuns.ts';
import { RowTexts } from './rowTexts.ts';
import type { Sink, SinkContext } from './sink.ts';
import { fieldColumns } from './sinkColumns.ts';
import { textSink } from './textSink.ts';

/**
 * A sink that writes rows into a table of ClickHouse, each once. Needs the package `@clickhouse/client`.
 *
 * The rows between two checkpoints are held, stored in the checkpoint, and inserted when it holds. Each
 * insert bears a token (`insert_deduplication_token`): one that comes again after a crash, or because its
 * answer was lost, is left out by the server. For that the server has to know tokens (ClickHouse 22.2; it is
 * asked), and the table has to remember its inserts: a replicated one does, another needs the setting
 * `non_replicated_deduplication_window`. How long it remembers is up to the table
 * (`replicated_deduplication_window_seconds`): a graph should be started again within that time. Rows of one
 * checkpoint become visible insert by insert, of 65,536 rows each.
 *
 * On older servers, and where results are corrected later, use a ReplacingMergeTree whose sorting key is the
 * key of a result, with `deduplicate: 'key'`: ClickHouse keeps the newest row of each key when it merges, and
 * `select … final` shows only that one.
 *
 * Rows go as JSONEachRow. A `Date` fits `Date`, `DateTime` and `DateTime64`, a bigint the whole numbers, arrays
 * and objects the types that read them from JSON. Null is refused for a column that is not Nullable, where
 * ClickHouse would write 0 or an empty text.
 *
 * - errors: `MILLRACE_ARGUMENT_TYPE`, `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_PACKAGE_MISSING`;
 *   `MILLRACE_SINK_TABLE` when the table or a column is missing, or nothing would keep rows from coming twice;
 *   `MILLRACE_SINK_ROW` for a row that does not fit or is refused; `MILLRACE_SERVER_UNREACHABLE` when it
 *   cannot be reached within all of `retry`, or refuses the user
 * - state: the rows since the last checkpoint that was committed, as texts. They are in the checkpoint, too
 *
 * @example
 * ```ts no-run
 * import { clickhouseSink } from 'millrace/sinks';
 *
 * // create table flights (at DateTime64(3), origin String, delay Float64) engine = MergeTree
 * //   order by (origin, at) settings non_replicated_deduplication_window = 1000
 * const flights = clickhouseSink<{ origin: string; delay: number }>({
 *   url: process.env['CLICKHOUSE_URL'] ?? '',
 *   table: 'flights',
 *   columns: {
 *     at: (_, timestamp) => new Date(timestamp),
 *     origin: (flight) => flight.origin,
 *     delay: (flight) => flight.delay,
 *   },
 * });
 * ```
 */
export function clickhouseSink<T>(config: ClickhouseSinkConfig<T>): Sink<T> {
  const setup = checkClickhouseSink(OWNER, config);
  const writer = new ClickhouseWriter(setup);
  return textSink<T>({
    kind: OWNER,
    maxRows: setup.maxRows,
    open: (context) => writer.open(context),
    deliver: (texts, batch) => writer.deliver(texts, batch),
    close: () => writer.close(),
  });
}

const OWNER = 'clickhouseSink';
/** An insert of this size is one block of ClickHouse: it is there as a whole or not at all. */
const INSERT = { rows: 65_536, length: 16 * 1024 * 1024 };

interface Opened {
  readonly call: CallDatabase;
  readonly insert: string;
  readonly tokens: ClickhouseSettings | undefined;
}

class ClickhouseWriter<T> {
  readonly #setup: ClickhouseSetup<T>;
  readonly #session: ClickhouseSession;
  #opened: Opened | undefined;

  constructor(setup: ClickhouseSetup<T>) {
    this.#setup = setup;
    this.#session = new ClickhouseSession(setup.address);
  }

  async open({ runtime, signal }: SinkContext): Promise<(row: T, at: number) => string> {
    const { demand, calls } = this.#setup;
    const call = callDatabase(calls, runtime, signal);
    const { columns, tokens } = await call((aborted) =>
      readClickhouseTable(this.#session, demand, aborted),
    );
    const names = columns.map(({ name }) => quoteClickhouse(name)).join(', ');
    const table = quoteClickhouse(demand.table);
    this.#opened = { call, tokens, insert: `INSERT INTO ${table} (${names}) FORMAT JSONEachRow` };
    return rowTextOf(this.#setup, columns);
  }

  async deliver(texts: readonly string[], { id }: SinkBatch): Promise<void> {
    if (this.#opened === undefined) throw new Error(`${OWNER} is not open`);
    const { call, insert, tokens } = this.#opened;
    let part = 0;
    for (const lines of rowRuns(texts, INSERT)) {
      const settings = tokens === undefined ? {} : withToken(tokens, `${id}:${part}`);
      await call((aborted) => this.#session.insert(insert, lines, aborted, settings));
      part += 1;
    }
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

function rowTextOf<T>(
  { columns: given, demand }: ClickhouseSetup<T>,
  columns: readonly ClickhouseColumn[],
): (row: T, at: number) => string {
  const names = columns.map(({ name }) => name);
  const filled = given ?? fieldColumns<T>(OWNER, names);
  const rows = new RowTexts<T>({
    owner: OWNER,
    table: demand.table,
    isStrict: given === undefined,
    columns: filled.map((column, i) => ({ ...column, ...clickhouseForms(columns[i]?.type ?? '') })),
  });
  return (row, at) => rows.textOf(row, at);
}
