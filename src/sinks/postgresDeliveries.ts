import { StreamError } from '../../operators/index.ts';
import type { SinkBatch } from './createSinkConfig.ts';
import type { AskPostgres } from './postgresSession.ts';
import { sqlState } from './sqlState.ts';

/**
 * The table that remembers the newest delivery of each sink. It is changed in the transaction that
 * has the rows, so that a delivery that comes again is known. Its lock makes two tries of the same
 * delivery wait for each other.
 */
export class PostgresDeliveries {
  readonly #owner: string;
  /** The table's name, quoted. */
  readonly #table: string;

  constructor(owner: string, table: string) {
    this.#owner = owner;
    this.#table = table;
  }

  /** Makes the table where there is none. */
  async open(ask: AskPostgres): Promise<void> {
    const [found] = await ask('select to_regclass($1) is not null as "isThere"', [this.#table]);
    if (found?.['isThere'] === true) return;
    try {
      await ask(this.#definition);
    } catch (cause) {
      const state = sqlState(cause);
      // Somebody else made it at the same time.
      if (state === '23505' || state === '42P07') return;
      if (state !== '42501') throw cause;
      const text = `${this.#owner}: may not make the table in which it remembers its deliveries`;
      const fix = `let somebody who may run: ${this.#definition}`;
      throw new StreamError('MILLRACE_SINK_TABLE', `${text}; ${fix}`, { cause });
    }
  }

  /** Takes a delivery on, in a transaction; false where it was done before. */
  async begin(ask: AskPostgres, sink: string, batch: SinkBatch): Promise<boolean> {
    const { run, checkpoint, index } = batch;
    const taken = await ask(
      `insert into ${this.#table} as d (sink, run, checkpoint, batch) values ($1, $2, $3, $4)
       on conflict (sink) do update
       set run = excluded.run, checkpoint = excluded.checkpoint, batch = excluded.batch
       where d.run <> excluded.run
         or (d.checkpoint, d.batch) < (excluded.checkpoint, excluded.batch)
       returning 1 as taken`,
      [sink, run, checkpoint, index],
    );
    return taken.length > 0;
  }

  get #definition(): string {
    const columns = 'run text not null, checkpoint bigint not null, batch bigint not null';
    return `create table if not exists ${this.#table} (sink text primary key, ${columns})`;
  }
}
