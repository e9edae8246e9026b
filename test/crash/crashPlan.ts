/** What a process that is killed is told; plain data. */
export interface CrashPlan {
  /** Where it keeps everything. */
  readonly folder: string;
  /** The files with the events. */
  readonly orders: string;
  readonly payments: string;
  /** The port of its feeds. */
  readonly port: number;
  /** Orders a second; null for as many as can be. */
  readonly rate: number | null;
  /** How long after one checkpoint the next is begun, in ms. */
  readonly every: number;
  /** The databases; null for those that are left out. */
  readonly postgres: string | null;
  readonly clickhouse: string | null;
}
