import type { Judgement } from './callDatabase.ts';

/**
 * Errors of ClickHouse that pass: time-outs, too many queries or parts, lost connections, memory, a table
 * that is read-only for now, ZooKeeper away, an insert of unknown end, a restart.
 */
const PASSING: ReadonlySet<number> = new Set([
  ...[
    159, 160, 202, 203, 209, 210, 225, 236, 241, 242, 252, 279, 285, 286, 297, 319, 364, 394, 425,
  ],
  ...[439, 473, 499, 571, 574, 649, 692, 733, 999],
]);
/** Values that cannot be read or do not fit, and constraints. */
const OF_ROWS: ReadonlySet<number> = new Set([
  ...[6, 25, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 190, 349, 469, 691],
]);
/** No such table, column or database, or another one. */
const OF_TABLE: ReadonlySet<number> = new Set([10, 16, 44, 47, 60, 81, 115]);

/** What an error of ClickHouse means; without a code of the server the connection failed. */
export function judgeClickhouse(error: unknown): Judgement {
  const code = codeOf(error);
  if (code === undefined || PASSING.has(code)) return 'again';
  if (OF_TABLE.has(code)) return 'table';
  return OF_ROWS.has(code) ? 'row' : 'refused';
}

/** The number of an error that the server answered with. */
function codeOf(error: unknown): number | undefined {
  const isAnswer = error instanceof Error && 'code' in error && 'type' in error;
  return isAnswer && /^\d+$/.test(String(error.code)) ? Number(error.code) : undefined;
}
