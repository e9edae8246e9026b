import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  checkWord,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import { checkDatabaseCalls, DEFAULT_RETRY } from './callDatabase.ts';
import type { DatabaseCalls } from './callDatabase.ts';
import { checkSqlName } from './checkSqlName.ts';
import type { ClickhouseAddress } from './clickhouseSession.ts';
import type { ClickhouseSinkConfig } from './clickhouseSinkConfig.ts';
import type { ClickhouseDemand } from './clickhouseTable.ts';
import { judgeClickhouse } from './judgeClickhouse.ts';
import { checkSinkColumns } from './sinkColumns.ts';
import type { SinkColumn } from './sinkColumns.ts';

/** The config of a ClickHouse sink, checked. */
export interface ClickhouseSetup<T> {
  readonly address: ClickhouseAddress;
  readonly demand: ClickhouseDemand;
  readonly columns: readonly SinkColumn<T>[] | undefined;
  readonly calls: DatabaseCalls;
  readonly maxRows: number;
}

/** How long a name may be: it becomes the name of a file. */
const LONGEST_NAME = 127;

/** Checks the config of a ClickHouse sink. */
export function checkClickhouseSink<T>(
  owner: string,
  config: ClickhouseSinkConfig<T>,
): ClickhouseSetup<T> {
  checkConfig(owner, config);
  const { deduplicate = 'token', timeout = '60s' } = config;
  const name = (field: string, value: unknown): string =>
    checkSqlName(owner, field, value, LONGEST_NAME);
  const columns = checkSinkColumns(owner, config.columns);
  const timeoutMs = toMilliseconds(owner, 'timeout', timeout);
  const { place, ...address } = checkAddress(owner, config);
  const calls: DatabaseCalls = {
    ...{ owner, place, timeout, judge: judgeClickhouse },
    retry: config.retry ?? DEFAULT_RETRY,
  };
  checkDatabaseCalls(calls);
  return {
    address: { owner, timeoutMs, ...address },
    demand: {
      owner,
      database: name('database', address.database),
      table: name('table', config.table),
      columns: columns?.map((column) => name('columns', column.name)),
      deduplicate: checkWord(owner, 'deduplicate', deduplicate, ['token', 'key']),
    },
    columns,
    calls,
    maxRows: checkNumber(owner, 'maxRows', config.maxRows ?? 65_536, { min: 1, max: 2 ** 24 }),
  };
}

type Address = Omit<ClickhouseAddress, 'owner' | 'timeoutMs'> & { readonly place: string };

/** Takes the URL apart, so that nothing of it but host and port can be told by anybody. */
function checkAddress<T>(owner: string, config: ClickhouseSinkConfig<T>): Address {
  const url = urlOf(owner, config.url);
  const given = (field: 'database' | 'user' | 'password', inUrl: string): string => {
    const value = config[field] ?? decodeURIComponent(inUrl);
    if (typeof value !== 'string') throw new ArgumentTypeError(owner, field, 'a text', show(value));
    return value;
  };
  const database = given('database', url.pathname.slice(1)) || 'default';
  return {
    url: url.origin,
    database,
    username: given('user', url.username) || 'default',
    password: given('password', url.password),
    place: `ClickHouse at ${url.host}/${database}`,
  };
}

function urlOf(owner: string, text: unknown): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  const isGood = url !== undefined && /^https?:$/.test(url.protocol) && url.search === '';
  if (isGood && isDecodable(url)) return url;
  const expected = 'http://user:password@host:8123/database without parameters';
  throw new ArgumentTypeError(owner, 'url', expected, 'another text');
}

function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== undefined);
  } catch {
    return false;
  }
}
