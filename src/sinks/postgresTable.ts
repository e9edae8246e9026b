import { StreamError } from '../../operators/index.ts';
import type { AskPostgres, PostgresRow } from './postgresSession.ts';
import { quoteTable } from './postgresStatements.ts';
import type { PostgresNames } from './postgresStatements.ts';

/** A column as the catalogue of PostgreSQL has it. */
interface Column {
  readonly name: string;
  /** Whether it has a value of its own: a default, an identity, an expression. */
  readonly hasDefault: boolean;
}

/** What a sink has been told of its table. */
export type ToldNames = Omit<PostgresNames, 'columns'> & {
  readonly columns: readonly string[] | undefined;
};

/**
 * Looks whether the table is there and fits.
 *
 * @returns the names with the columns that are filled
 * @throws StreamError `MILLRACE_SINK_TABLE` that lists the table's columns
 */
export async function readPostgresTable(
  ask: AskPostgres,
  owner: string,
  told: ToldNames,
): Promise<PostgresNames> {
  const table = quoteTable(told.schema, told.table);
  const columns = (await ask(COLUMNS, [table])).map(toColumn);
  const fail = (text: string): StreamError =>
    new StreamError('MILLRACE_SINK_TABLE', `${owner}: table ${table}: ${text}`);
  if (columns.length === 0) throw fail(await missingText(ask));
  const filled = told.columns ?? columns.flatMap((c) => (c.hasDefault ? [] : [c.name]));
  const list = columns.map(({ name }) => name).join(', ');
  const names = new Set(columns.map(({ name }) => name));
  const unknown = filled.find((name) => !names.has(name));
  if (unknown !== undefined)
    throw fail(`there is no column '${unknown}'; the table has the columns ${list}`);
  if (filled.length === 0)
    throw fail(`every column has a default; name some in 'columns': ${list}`);
  await checkKey(ask, table, { ...told, columns: filled }, fail);
  return { ...told, columns: filled };
}

function toColumn(row: PostgresRow): Column {
  return { name: String(row['name']), hasDefault: row['hasDefault'] === true };
}

async function missingText(ask: AskPostgres): Promise<string> {
  const where = 'select current_database() as database, current_schemas(false)::text as path';
  const [row] = await ask(where);
  const place = `in the database ${String(row?.['database'])}, search path ${String(row?.['path'])}`;
  return `there is no such table ${place}; create it first, or give 'schema'`;
}

async function checkKey(
  ask: AskPostgres,
  table: string,
  { columns, key }: PostgresNames,
  fail: (text: string) => StreamError,
): Promise<void> {
  if (key === undefined) return;
  const outside = key.find((name) => !columns.includes(name));
  if (outside !== undefined)
    throw fail(`the key's column '${outside}' is not filled; filled are ${columns.join(', ')}`);
  const wanted = key.toSorted().join('\0');
  const indexes = (await ask(UNIQUE, [table])).map(({ columns: of }) => of as readonly string[]);
  if (indexes.some((of) => of.toSorted().join('\0') === wanted)) return;
  const there = indexes.map((of) => `(${of.join(', ')})`).join(', ') || 'none';
  throw fail(`there is no unique index on exactly (${key.join(', ')}); unique are: ${there}`);
}

const COLUMNS = `select a.attname::text as name,
    a.atthasdef or a.attidentity <> '' as "hasDefault"
  from pg_attribute a
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

/** Indexes that tell for each row at once whether there is another of its key. */
const UNIQUE = `select array_agg(a.attname::text) as columns
  from pg_index i
    cross join unnest(i.indkey::int2[]) with ordinality as k(num, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num
  where i.indrelid = to_regclass($1) and i.indisunique and i.indimmediate and i.indisvalid
    and i.indpred is null and i.indexprs is null and k.place <= i.indnkeyatts
  group by i.indexrelid`;
