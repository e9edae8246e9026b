import { StreamError } from '../../operators/index.ts';
import type { ClickhouseSession, ClickhouseSettings } from './clickhouseSession.ts';
import { readClickhouseTokens } from './clickhouseTokens.ts';

/** A column as ClickHouse has it. */
export interface ClickhouseColumn {
  readonly name: string;
  readonly type: string;
  readonly hasDefault: boolean;
}

/** What was found of a table. */
export interface ClickhouseFound {
  /** The columns that are filled. */
  readonly columns: readonly ClickhouseColumn[];
  /** With what inserts are sent that bear tokens; undefined where rows are told apart by their key. */
  readonly tokens: ClickhouseSettings | undefined;
}

/** What is asked for of a table. */
export interface ClickhouseDemand {
  readonly owner: string;
  readonly database: string;
  readonly table: string;
  /** The columns that are filled; those without a default, where they are not told. */
  readonly columns: readonly string[] | undefined;
  readonly deduplicate: 'token' | 'key';
}

/**
 * Looks whether the table is there and fits, and whether rows can be kept from coming twice.
 *
 * @throws StreamError `MILLRACE_SINK_TABLE` that says what would help
 */
export async function readClickhouseTable(
  session: ClickhouseSession,
  demand: ClickhouseDemand,
  signal: AbortSignal,
): Promise<ClickhouseFound> {
  const { owner, database, table, columns } = demand;
  const fail: Fail = (text) => {
    throw new StreamError('MILLRACE_SINK_TABLE', `${owner}: table ${database}.${table}: ${text}`);
  };
  const there = await readColumns(session, table, signal);
  if (there.length === 0) return fail('there is no such table; create it first');
  const list = there.map(({ name }) => name).join(', ');
  const filled = (columns ?? ownNames(there)).map(
    (name) =>
      there.find((column) => column.name === name) ??
      fail(`there is no column '${name}'; the table has the columns ${list}`),
  );
  if (filled.length === 0) fail(`every column has a default; name some in 'columns': ${list}`);
  const tokens = await checkEngine(session, demand, signal, fail);
  return { columns: filled, tokens };
}

type Fail = (text: string) => never;

function ownNames(columns: readonly ClickhouseColumn[]): readonly string[] {
  return columns.flatMap(({ name, hasDefault }) => (hasDefault ? [] : [name]));
}

async function readColumns(
  session: ClickhouseSession,
  table: string,
  signal: AbortSignal,
): Promise<readonly ClickhouseColumn[]> {
  const where = `database = currentDatabase() and table = ${textLiteral(table)}`;
  const query = `select name, type, default_kind from system.columns where ${where}`;
  const rows = await session.ask(query, signal);
  return rows.map(({ name, type, default_kind: kind }) => ({
    name: String(name),
    type: String(type),
    hasDefault: kind !== '',
  }));
}

async function checkEngine(
  session: ClickhouseSession,
  { table, deduplicate }: ClickhouseDemand,
  signal: AbortSignal,
  fail: Fail,
): Promise<ClickhouseSettings | undefined> {
  const where = `database = currentDatabase() and name = ${textLiteral(table)}`;
  const query = `select engine, engine_full from system.tables where ${where}`;
  const [row] = await session.ask(query, signal);
  const engine = String(row?.['engine']);
  if (!engine.endsWith('MergeTree'))
    fail(`expected an engine of the MergeTree family, got ${engine}`);
  if (deduplicate === 'key') {
    if (!engine.includes('Replacing'))
      fail(`deduplicate: 'key' needs the engine ReplacingMergeTree, got ${engine}`);
    return undefined;
  }
  const tokens = await readClickhouseTokens(session, signal);
  const other = "take deduplicate: 'key' and a ReplacingMergeTree";
  if (tokens === undefined)
    fail(`the server has no insert_deduplication_token (ClickHouse 22.2 has it); ${other}`);
  const isReplicated = /^(Replicated|Shared)/.test(engine);
  if (isReplicated || (await window(session, String(row?.['engine_full']), signal)) > 0)
    return tokens;
  const fix = 'alter table … modify setting non_replicated_deduplication_window = 1000';
  return fail(`it does not remember its inserts: ${fix}; or ${other}`);
}

/** How many inserts a table that is not replicated remembers. */
async function window(
  session: ClickhouseSession,
  definition: string,
  signal: AbortSignal,
): Promise<number> {
  const name = 'non_replicated_deduplication_window';
  const own = new RegExp(`${name} = (\\d+)`).exec(definition)?.[1];
  if (own !== undefined) return Number(own);
  const query = `select value from system.merge_tree_settings where name = '${name}'`;
  const [row] = await session.ask(query, signal);
  return Number(row?.['value'] ?? 0);
}

/** A text in SQL, written so that nothing in it could end it. */
function textLiteral(text: string): string {
  return `unhex('${Buffer.from(text).toString('hex')}')`;
}
