import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { loadPackage } from '../recording/index.ts';

/** Where to connect, and as whom. */
export interface ClickhouseAddress {
  readonly owner: string;
  /** Without anything but protocol, host and port. */
  readonly url: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly timeoutMs: number;
}

/** A row of an answer, by column. */
export type ClickhouseRow = Readonly<Record<string, unknown>>;
/** Settings of a single call. */
export type ClickhouseSettings = Readonly<Record<string, string | number>>;

/** The client of ClickHouse, which is loaded with the first call. */
export class ClickhouseSession {
  readonly #address: ClickhouseAddress;
  #client: ClickHouseClient | undefined;

  constructor(address: ClickhouseAddress) {
    this.#address = address;
  }

  async ask(
    query: string,
    signal: AbortSignal,
    settings: ClickhouseSettings = {},
  ): Promise<readonly ClickhouseRow[]> {
    const client = await this.#connect();
    const answer = await client.query({
      query,
      format: 'JSONEachRow',
      abort_signal: signal,
      clickhouse_settings: settings,
    });
    return answer.json<ClickhouseRow>();
  }

  /** Sends rows that are lines of JSON already; they are in the table when it resolves. */
  async insert(
    query: string,
    lines: readonly string[],
    signal: AbortSignal,
    settings: ClickhouseSettings,
  ): Promise<void> {
    const client = await this.#connect();
    const { stream } = await client.exec({
      query,
      values: Readable.from([Buffer.from(lines.join('\n'))], { objectMode: false }),
      abort_signal: signal,
      // The answer comes when it is done, so that its status tells how it went.
      clickhouse_settings: { ...settings, wait_end_of_query: 1 },
    });
    for await (const _ of stream);
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
  }

  async #connect(): Promise<ClickHouseClient> {
    if (this.#client !== undefined) return this.#client;
    const { owner, timeoutMs, ...address } = this.#address;
    const load = () => import('@clickhouse/client');
    const { ClickHouseLogLevel, createClient } = await loadPackage(
      owner,
      '@clickhouse/client',
      load,
    );
    this.#client ??= createClient({
      ...address,
      application: 'millrace',
      request_timeout: timeoutMs,
      // It would write every failed call with its text to the console; errors are told by the sink.
      log: { level: ClickHouseLogLevel.OFF },
    });
    return this.#client;
  }
}
