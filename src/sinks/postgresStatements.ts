/** The names of which the statements of a sink are made, as the user gave them. */
export interface PostgresNames {
  readonly schema: string | undefined;
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[] | undefined;
}

/** What a sink says to its table. Each takes one run of rows as a text of JSON, `$1`. */
export interface PostgresStatements {
  readonly insert: string;
  /** Takes away the rows whose last change in the run is a removal; where there is a key. */
  readonly remove: string | undefined;
}

/** A name in SQL: whatever it holds, it is a name and nothing else. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The name of a table, with that of its schema where it is told. */
export function quoteTable(schema: string | undefined, table: string): string {
  return schema === undefined ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`;
}

/**
 * Writes the statements. Rows are objects of JSON, which PostgreSQL reads by the types of the columns;
 * with a key each is in `r` beside `d`, which is there for removals.
 */
export function postgresStatements(names: PostgresNames): PostgresStatements {
  const { columns, key } = names;
  const table = quoteTable(names.schema, names.table);
  const into = `insert into ${table} (${columns.map(quoteName).join(', ')})`;
  if (key === undefined) {
    const cells = columns.map((name) => `r.${quoteName(name)}`).join(', ');
    const rows = `json_populate_recordset(null::${table}, $1::json) as r`;
    return { insert: `${into} select ${cells} from ${rows}`, remove: undefined };
  }
  const last = lastOfEach(table, key);
  const cells = columns.map((name) => `(l.r).${quoteName(name)}`).join(', ');
  const keys = key.map(quoteName);
  const isSame = keys.map((name) => `t.${name} = (l.r).${name}`).join(' and ');
  return {
    insert: `${last} ${into} select ${cells} from l where l.d is null ${onConflict(columns, key)}`,
    remove: `${last} delete from ${table} as t using l where l.d is not null and ${isSame}`,
  };
}

/** One statement cannot change a row twice: of each key the last change counts. */
function lastOfEach(table: string, key: readonly string[]): string {
  const keys = key.map((name) => `r.${quoteName(name)}`).join(', ');
  const docs = 'json_array_elements($1::json) with ordinality as e(doc, n)';
  const rows = `json_populate_record(null::${table}, e.doc->'r') as r`;
  const select = `select distinct on (${keys}) r, e.doc->>'d' as d from ${docs}, ${rows}`;
  return `with l as (${select} order by ${keys}, e.n desc)`;
}

function onConflict(columns: readonly string[], key: readonly string[]): string {
  const sets = columns
    .filter((name) => !key.includes(name))
    .map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`);
  const act = sets.length === 0 ? 'do nothing' : `do update set ${sets.join(', ')}`;
  return `on conflict (${key.map(quoteName).join(', ')}) ${act}`;
}
