// ClickHouse inside this process (the package chdb), behind as much of its HTTP interface as its client uses.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

interface Session {
  queryAsync(query: string, options: { format: string }): Promise<{ bytes(): Uint8Array }>;
  queryBindAsync: (
    query: string,
    values: Readonly<Record<string, string>>,
    options: { format: string },
  ) => Promise<{ bytes(): Uint8Array }>;
}

const [chdb = '', folder = '', port = ''] = process.argv.slice(2);
const { Session: SessionClass } = createRequire(import.meta.url)(chdb) as {
  Session: new (folder: string) => Session;
};
const session = new SessionClass(folder);

/** Parameters of a request that are no settings. */
const OWN = new Set(['query', 'wait_end_of_query', 'database', 'query_id', 'session_id', 'role']);
/** The database of the queries that ran before; each names its own, so that they go one after the other. */
let turn: Promise<unknown> = Promise.resolve();
let database = 'default';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const body = await read(request);
  const run = turn.then(() => execute(url.searchParams, body));
  turn = run.catch(() => undefined);
  try {
    response.end(await run);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = /Code: (\d+)/.exec(text)?.[1] ?? '1002';
    response.writeHead(500, { 'X-ClickHouse-Exception-Code': code }).end(text);
  }
}

async function execute(params: URLSearchParams, body: string): Promise<Uint8Array> {
  await use(params.get('database') ?? 'default');
  const bound = [...params].filter(([name]) => name.startsWith('param_'));
  const query = withSettings(params.get('query') ?? body, params);
  const text = params.has('query') ? `${query}\n${body}` : query;
  const options = { format: 'TabSeparated' };
  if (bound.length === 0) return (await session.queryAsync(text, options)).bytes();
  const values = Object.fromEntries(bound.map(([name, value]) => [name.slice(6), value]));
  return (await session.queryBindAsync(text, values, options)).bytes();
}

async function use(name: string): Promise<void> {
  if (name === database) return;
  await session.queryAsync(`USE \`${name.replaceAll('`', '\\`')}\``, { format: 'TabSeparated' });
  database = name;
}

/** Writes the settings of a request into its query: before the data of an insert, else at its end. */
function withSettings(query: string, params: URLSearchParams): string {
  const names = [...params.keys()].filter((name) => !OWN.has(name) && !name.startsWith('param_'));
  const takes = /^\s*(insert|select|with)\b/i.test(query);
  if (names.length === 0 || !takes) return query;
  const list = names.map((name) => `${name}=${quote(params.get(name) ?? '')}`).join(', ');
  const insert = /^(?<head>\s*insert\b.*?)(?<format>\s+format\s+\w+\s*)$/is.exec(query)?.groups;
  if (insert !== undefined) return `${insert['head']} SETTINGS ${list}${insert['format']}`;
  return `${query.trim().replace(/;$/, '')} SETTINGS ${list}`;
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

createServer((request, response) => void answer(request, response)).listen(
  Number(port),
  '127.0.0.1',
);
