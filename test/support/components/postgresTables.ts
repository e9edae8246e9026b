import pg from 'pg';
import type { PostgresServer } from './postgresServer.ts';

/** A schema of a test's own, and a connection that looks into it; made again when the server was killed. */
export class PostgresTables {
  readonly schema: string;
  /** The server, with the schema as the search path. */
  readonly url: string;
  #client: pg.Client | undefined;
  #tables = 0;

  private constructor(server: PostgresServer, schema: string) {
    this.schema = schema;
    const url = new URL(server.url);
    url.searchParams.set('options', `-c search_path=${schema}`);
    this.url = url.href;
  }

  static async open(server: PostgresServer): Promise<PostgresTables> {
    const schema = `millrace_test_${process.pid}_${Math.floor(performance.now() * 1000)}`;
    const tables = new PostgresTables(server, schema);
    await tables.ask(`create schema ${schema}`);
    return tables;
  }

  async ask(text: string, values: unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    this.#client ??= await this.#connect();
    return (await this.#client.query<Record<string, unknown>>(text, values)).rows;
  }

  /** Makes a table with these columns, and gives its name. */
  async make(columns: string): Promise<string> {
    this.#tables += 1;
    const name = `results_${this.#tables}`;
    await this.ask(`create table ${name} (${columns})`);
    return name;
  }

  async close(): Promise<void> {
    await this.ask(`drop schema ${this.schema} cascade`);
    await this.#client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => (this.#client = undefined));
    await client.connect();
    return client;
  }
}
