import type { Duration } from '../../operators/index.ts';
import type { DatabaseRetry } from './callDatabase.ts';
import type { SinkColumns } from './sinkColumns.ts';

/** Which table of ClickHouse the rows go to, and how. */
export interface ClickhouseSinkConfig<T> {
  /** Of the HTTP interface, such as `http://user:password@host:8123/database`. */
  readonly url: string;
  /** The database of the table (default: that of the URL, or `default`). */
  readonly database?: string;
  /** Whom to connect as (default: who stands in the URL, or `default`). */
  readonly user?: string;
  readonly password?: string;
  /** A table that is there, of a MergeTree engine. */
  readonly table: string;
  /**
   * What the columns are filled with (default: each column of the table that has no default, with the
   * field of its name; other fields are an error then).
   */
  readonly columns?: SinkColumns<T>;
  /**
   * How rows that come again are kept out: `'token'` (default) names each insert, so that the server leaves
   * out one that it has; `'key'` leaves it to a table of the engine ReplacingMergeTree, of which readers
   * see each key once with `FINAL`.
   */
  readonly deduplicate?: 'token' | 'key';
  /** How often an insert is tried when the server is away (default: 12 times within some 30 s). */
  readonly retry?: DatabaseRetry;
  /** How long one try of a delivery may take (default: `'60s'`). */
  readonly timeout?: Duration;
  /** The most rows of one delivery (default: 65,536); so many ask for a checkpoint. */
  readonly maxRows?: number;
}
