import type { CrashResult } from './crashResult.ts';

/** A database that rows are written to, outside of the process that is killed. */
export interface CrashDatabase {
  readonly name: 'postgres' | 'clickhouse';
  readonly url: string;
  /** Makes the table. */
  prepare(): Promise<void>;
  /** The rows in the order in which they were written. */
  rows(): Promise<readonly CrashResult[]>;
}
