import type { SinkBatch } from './createSinkConfig.ts';
import { callDatabase } from './callDatabase.ts';
import type { CallDatabase } from './callDatabase.ts';
import { PostgresDeliveries } from './postgresDeliveries.ts';
import type { PostgresSinkConfig } from './postgresSinkConfig.ts';
import { postgresRowText } from './postgresRowText.ts';
import { PostgresSession } from './postgresSession.ts';
import { checkPostgresSink } from './postgresSetup.ts';
import type { PostgresSetup } from './postgresSetup.ts';
import { postgresStatements, quoteTable } from './postgresStatements.ts';
import type { PostgresStatements } from './postgresStatements.ts';
import { readPostgresTable } from './postgresTable.ts';
import { rowRuns } from './rowRuns.ts';
import type { Sink, SinkContext } from './sink.ts';
import { textSink } from './textSink.ts';

/**
 * A sink that writes rows into a table of PostgreSQL (12 or later), exactly once. Needs the package `pg`.
 *
 * The rows between two checkpoints are held, stored in the checkpoint, and written when it holds: in one
 * transaction with the number of the delivery, which stands in a small table of the sink's own
 * (`millrace_deliveries`, one row for each sink; the sink makes it where it is missing). What comes again
 * after a crash, or because the answer to a commit was lost, is known by its number and left out. Without
 * checkpoints each run of rows is written as it comes; a graph that begins anew brings its rows anew.
 *
 * Values go to PostgreSQL as JSON, which it reads by the types of the columns: objects and arrays fit
 * `json`, `jsonb` and array columns, a `Date` any column of time, bytes `bytea`, a bigint `bigint` and
 * `numeric`; what is missing is null. With `key` a row takes the place of the one with its key, so that
 * the corrections of late events replace the results before them.
 *
 * - errors: `MILLRACE_ARGUMENT_TYPE`, `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_PACKAGE_MISSING`;
 *   `MILLRACE_SINK_TABLE` when the table, a column or the unique index of the key is missing;
 *   `MILLRACE_SINK_ROW` for a row that does not fit or that the table refuses; `MILLRACE_SERVER_UNREACHABLE`
 *   when it cannot be reached within all of `retry`, or refuses the user
 * - state: the rows since the last checkpoint that was committed, as texts. They are in the checkpoint, too
 *
 * @example
 * ```ts no-run
 * import { postgresSink } from 'millrace/sinks';
 * import type { Pane } from 'millrace';
 *
 * const delays = postgresSink<Pane<string, { flights: number; delay: number }>>({
 *   url: process.env['DATABASE_URL'] ?? '',
 *   table: 'delays_by_airport',
 *   columns: {
 *     airport: (pane) => pane.key,
 *     hour: (pane) => new Date(pane.window.start),
 *     flights: (pane) => pane.value.flights,
 *     delay: (pane) => pane.value.delay,
 *   },
 *   key: ['airport', 'hour'], // A late flight corrects its row. Needs a unique index on the two.
 *   isRemoval: (pane) => pane.retract === true,
 * });
 * ```
 */
export function postgresSink<T>(config: PostgresSinkConfig<T>): Sink<T> {
  const setup = checkPostgresSink(OWNER, config);
  const writer = new PostgresWriter(setup);
  return textSink<T>({
    kind: OWNER,
    maxRows: setup.maxRows,
    open: (context) => writer.open(context),
    deliver: (texts, batch) => writer.deliver(texts, batch),
    close: () => writer.close(),
  });
}

const OWNER = 'postgresSink';
const STATEMENT = { rows: 5000, length: 4 * 1024 * 1024 };

interface Opened {
  readonly name: string;
  readonly call: CallDatabase;
  readonly statements: PostgresStatements;
}

class PostgresWriter<T> {
  readonly #setup: PostgresSetup<T>;
  readonly #session: PostgresSession;
  readonly #deliveries: PostgresDeliveries;
  #opened: Opened | undefined;

  constructor(setup: PostgresSetup<T>) {
    this.#setup = setup;
    this.#session = new PostgresSession(setup.address);
    const table = quoteTable(setup.told.schema, setup.deliveries);
    this.#deliveries = new PostgresDeliveries(OWNER, table);
  }

  async open({ name, runtime, signal }: SinkContext): Promise<(row: T, at: number) => string> {
    const { told, calls } = this.#setup;
    const call = callDatabase(calls, runtime, signal);
    const names = await call((aborted) =>
      this.#session.use(aborted, async (ask) => {
        const found = await readPostgresTable(ask, OWNER, told);
        await this.#deliveries.open(ask);
        return found;
      }),
    );
    this.#opened = { name, call, statements: postgresStatements(names) };
    return postgresRowText(OWNER, names, this.#setup);
  }

  async deliver(texts: readonly string[], batch: SinkBatch): Promise<void> {
    if (this.#opened === undefined) throw new Error(`${OWNER} is not open`);
    const { name, call, statements } = this.#opened;
    await call((aborted) =>
      this.#session.use(aborted, async (ask) => {
        await ask('begin isolation level read committed');
        const isNew = await this.#deliveries.begin(ask, name, batch);
        for (const run of isNew ? rowRuns(texts, STATEMENT) : []) {
          const rows = [`[${run.join(',')}]`];
          if (statements.remove !== undefined) await ask(statements.remove, rows);
          await ask(statements.insert, rows);
        }
        await ask('commit');
      }),
    );
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}
