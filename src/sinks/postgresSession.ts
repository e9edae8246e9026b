import { Socket } from 'node:net';
import type { Client } from 'pg';
import { loadPackage } from '../recording/index.ts';
import type { PostgresConnection } from './postgresSinkConfig.ts';

/** Where to connect, and for how long a transaction of a client that is gone may hold its locks. */
export interface PostgresAddress {
  readonly owner: string;
  readonly url: string | undefined;
  readonly connection: PostgresConnection | undefined;
  readonly patienceMs: number;
}

/** A row of an answer, by column. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** A connection to PostgreSQL that is made when there is something to ask, again when it was lost. */
export class PostgresSession {
  readonly #address: PostgresAddress;
  #client: Client | undefined;
  #socket: Socket | undefined;

  constructor(address: PostgresAddress) {
    this.#address = address;
  }

  /** Asks one question on a connection of which nothing is left when it fails or the signal aborts. */
  async use<R>(signal: AbortSignal, work: (ask: AskPostgres) => Promise<R>): Promise<R> {
    const drop = (): void => this.drop();
    signal.addEventListener('abort', drop, { once: true });
    try {
      const client = this.#client ?? (await this.#connect());
      return await work(
        async (text, values) => (await client.query<PostgresRow>(text, values)).rows,
      );
    } catch (error) {
      this.drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  /** Ends the connection at once; the server undoes what was not committed. */
  drop(): void {
    this.#client = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
    this.drop();
  }

  async #connect(): Promise<Client> {
    const { owner, url, connection, patienceMs } = this.#address;
    const { default: pg } = await loadPackage(owner, 'pg', () => import('pg'));
    const socket = new Socket();
    this.#socket = socket;
    const { password, ssl, ...given } = connection ?? {};
    const client = new pg.Client({
      ...(url === undefined ? given : { connectionString: url }),
      ...(password === undefined ? {} : { password }),
      ...(ssl === undefined ? {} : { ssl: typeof ssl === 'object' ? { ca: ssl.ca } : ssl }),
      application_name: 'millrace',
      idle_in_transaction_session_timeout: patienceMs,
      keepAlive: true,
      stream: () => socket,
    });
    client.on('error', () => this.#forget(client));
    await client.connect();
    // A commit that is answered has to hold, also where the user's setting would not wait for the disk.
    await client.query(DURABLE);
    this.#client = client;
    return client;
  }

  /** The server has ended the connection while nothing was asked. */
  #forget(client: Client): void {
    if (this.#client === client) this.drop();
  }
}

/** Asks PostgreSQL; values never stand in the text. */
export type AskPostgres = (text: string, values?: unknown[]) => Promise<readonly PostgresRow[]>;

const DURABLE =
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";
