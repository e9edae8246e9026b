import type { ClickhouseServer } from './clickhouseServer.ts';

/** A database of a test's own. */
export class ClickhouseTables {
  readonly database: string;
  /** The server, with the database. */
  readonly url: string;
  readonly #server: string;
  #tables = 0;

  private constructor(server: ClickhouseServer) {
    this.database = `millrace_test_${process.pid}_${Math.floor(performance.now() * 1000)}`;
    this.#server = server.url;
    this.url = `${server.url}/${this.database}`;
  }

  static async open(server: ClickhouseServer): Promise<ClickhouseTables> {
    const tables = new ClickhouseTables(server);
    await tables.#send(`create database ${tables.database}`, 'default');
    return tables;
  }

  async ask(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const text = await this.#send(`${query} format JSONEachRow`, this.database);
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** Makes a table, and gives its name. */
  async make(definition: string): Promise<string> {
    this.#tables += 1;
    const name = `results_${this.#tables}`;
    await this.run(`create table ${name} ${definition}`);
    return name;
  }

  async run(command: string): Promise<void> {
    await this.#send(command, this.database);
  }

  async close(): Promise<void> {
    await this.#send(`drop database ${this.database}`, 'default');
  }

  async #send(body: string, database: string): Promise<string> {
    const url = `${this.#server}/?database=${database}`;
    const answer = await fetch(url, { method: 'POST', body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${body.slice(0, 100)}: ${text}`);
    return text;
  }
}
