import type { Judgement } from './callDatabase.ts';
import { sqlState } from './sqlState.ts';

/** Classes and errors that pass: lost connections, shortages, restarts, conflicts of transactions. */
const PASSING = /^(08|53|40|57P0|25P03|55P03|58)/;
/** Data, constraints and what cannot be done to them. */
const OF_ROWS = /^(21|22|23|44|54|P0)/;
/** Names that are not there any more, and what was changed about the table. */
const OF_TABLE = /^(42P01|42703|42P10|42804|3F)/;

/** What an error of PostgreSQL means; without a code of the server the connection failed. */
export function judgePostgres(error: unknown): Judgement {
  const state = sqlState(error);
  if (state === undefined || PASSING.test(state)) return 'again';
  if (OF_TABLE.test(state)) return 'table';
  return OF_ROWS.test(state) ? 'row' : 'refused';
}
