import type { Duration } from '../../operators/index.ts';
import type { DatabaseRetry } from './callDatabase.ts';
import type { SinkColumns } from './sinkColumns.ts';

/** Which server to connect to, in parts instead of a URL. */
export interface PostgresConnection {
  readonly host: string;
  /** Default: 5432. */
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  /** The password, or a function that is asked for it at each connection. */
  readonly password?: string | (() => string | Promise<string>);
  /** Whether to encrypt, and the certificate to trust (PEM) instead of those of the system. */
  readonly ssl?: boolean | { readonly ca: string };
}

/** Which table of PostgreSQL the rows go to, and how. */
export interface PostgresSinkConfig<T> {
  /** Such as `postgres://user:password@host:5432/database?sslmode=verify-full`; or give `connection`. */
  readonly url?: string;
  readonly connection?: PostgresConnection;
  /** A table that is there. */
  readonly table: string;
  /** The schema of the table (default: where the user's search path finds it). */
  readonly schema?: string;
  /**
   * What the columns are filled with (default: each column of the table that has no default value,
   * with the field of its name; other fields are an error then).
   */
  readonly columns?: SinkColumns<T>;
  /**
   * The columns of a unique index: a row takes the place of the one with the same key (default: each
   * row is added).
   */
  readonly key?: readonly string[];
  /** Whether a row only takes away the one with its key, such as a pane that is taken back. */
  readonly isRemoval?: (value: T) => boolean;
  /** The table in which the sink remembers what it has delivered (default `'millrace_deliveries'`). */
  readonly deliveries?: string;
  /** How often a commit is tried when the server is away (default: 12 times within some 30 s). */
  readonly retry?: DatabaseRetry;
  /** How long one try of a commit may take (default: `'60s'`). */
  readonly timeout?: Duration;
  /** The most rows of one transaction (default: 65,536); so many ask for a checkpoint. */
  readonly maxRows?: number;
}
