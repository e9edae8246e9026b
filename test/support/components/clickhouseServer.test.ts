import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import {
  type ClickhouseServer,
  needClickhouse,
  needRecentClickhouse,
  startClickhouse,
  startRecentClickhouse,
} from './clickhouseServer.ts';

const test = suite('startClickhouse');

test('keeps what was inserted when it is killed', async () => {
  await survives(needClickhouse(await startClickhouse()));
});

test('a recent one does so too, and knows its settings', async () => {
  const server = needRecentClickhouse(await startRecentClickhouse());
  const query = "select value from system.settings where name = 'insert_deduplication_token'";
  const ask = async () => send(server, query, { insert_deduplication_token: "it's" });
  assert.is(await ask(), "it\\'s\n");
  await survives(server);
});

async function survives(server: ClickhouseServer): Promise<void> {
  const table = 'kept_by_the_server';
  await send(server, `create table ${table} (id UInt32) engine = MergeTree order by id`);
  await send(server, '7\n8\n', { query: `insert into ${table} format TabSeparated` });
  await server.kill?.();
  await server.restart?.();
  assert.is(await send(server, `select id from ${table} order by id`), '7\n8\n');
  assert.match(await send(server, 'select nonsense'), /Code: 47/);
  await send(server, `drop table ${table}`);
  await server.stop();
}

async function send(
  { url }: ClickhouseServer,
  body: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await fetch(`${url}/?${String(new URLSearchParams(parameters))}`, {
    method: 'POST',
    body,
  });
  return answer.text();
}

test.run();
