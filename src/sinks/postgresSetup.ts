import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import { checkDatabaseCalls, DEFAULT_RETRY } from './callDatabase.ts';
import type { DatabaseCalls } from './callDatabase.ts';
import { checkSinkColumns } from './sinkColumns.ts';
import type { SinkColumn } from './sinkColumns.ts';
import { checkSqlName } from './checkSqlName.ts';
import { judgePostgres } from './judgePostgres.ts';
import type { PostgresSinkConfig } from './postgresSinkConfig.ts';
import type { PostgresAddress } from './postgresSession.ts';
import type { ToldNames } from './postgresTable.ts';

/** The config of a PostgreSQL sink, checked. */
export interface PostgresSetup<T> {
  readonly address: PostgresAddress;
  readonly told: ToldNames;
  readonly columns: readonly SinkColumn<T>[] | undefined;
  readonly isRemoval: ((value: T) => boolean) | undefined;
  readonly deliveries: string;
  readonly calls: DatabaseCalls;
  readonly maxRows: number;
}

/** Checks the config of a PostgreSQL sink. */
export function checkPostgresSink<T>(
  owner: string,
  config: PostgresSinkConfig<T>,
): PostgresSetup<T> {
  checkConfig(owner, config);
  const { schema, key, isRemoval, deliveries = 'millrace_deliveries', timeout = '60s' } = config;
  const columns = checkSinkColumns(owner, config.columns);
  const names = columns?.map(({ name }) => checkSqlName(owner, 'columns', name));
  if (isRemoval !== undefined) checkFunction(owner, 'isRemoval', isRemoval);
  if (isRemoval !== undefined && key === undefined)
    throw new ArgumentTypeError(owner, 'key', "columns, because 'isRemoval' is given", show(key));
  const patienceMs = toMilliseconds(owner, 'timeout', timeout);
  const { place, ...address } = checkAddress(owner, config);
  const told: ToldNames = {
    schema: schema === undefined ? undefined : checkSqlName(owner, 'schema', schema),
    table: checkSqlName(owner, 'table', config.table),
    columns: names,
    key: key === undefined ? undefined : checkKey(owner, key),
  };
  const retry = config.retry ?? DEFAULT_RETRY;
  const calls: DatabaseCalls = { owner, place, retry, timeout, judge: judgePostgres };
  checkDatabaseCalls(calls);
  return {
    address: { owner, patienceMs, ...address },
    told,
    columns,
    isRemoval,
    deliveries: checkSqlName(owner, 'deliveries', deliveries),
    calls,
    maxRows: checkNumber(owner, 'maxRows', config.maxRows ?? 65_536, { min: 1, max: 2 ** 24 }),
  };
}

function checkKey(owner: string, key: unknown): readonly string[] {
  const isKey = Array.isArray(key) && key.length > 0 && new Set(key).size === key.length;
  if (!isKey) throw new ArgumentTypeError(owner, 'key', 'names of columns, each once', show(key));
  return key.map((name) => checkSqlName(owner, 'key', name));
}

type Address = Pick<PostgresAddress, 'url' | 'connection'> & { readonly place: string };

function checkAddress<T>(owner: string, { url, connection }: PostgresSinkConfig<T>): Address {
  if ((url === undefined) === (connection === undefined))
    throw new ArgumentTypeError(owner, 'url', "either 'url' or 'connection'", 'both or neither');
  if (url !== undefined) return { url, connection: undefined, place: placeOfUrl(owner, url) };
  checkConfig(`${owner}: connection`, connection);
  const { host, port = 5432, database } = connection ?? {};
  if (typeof host !== 'string' || typeof database !== 'string')
    throw new ArgumentTypeError(owner, 'connection', 'host, database and user', show(connection));
  checkNumber(owner, 'connection.port', port, { min: 1, max: 65_535 });
  return { url: undefined, connection, place: `PostgreSQL at ${host}:${port}/${database}` };
}

/** What may be told of a URL: its password may not. */
function placeOfUrl(owner: string, url: unknown): string {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw new ArgumentTypeError(
      owner,
      'url',
      'postgres://user:password@host:port/database',
      'another text',
    );
  return `PostgreSQL at ${parsed.host}${parsed.pathname}`;
}
