import pg from 'pg';
import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import { needPostgres, startPostgres } from './postgresServer.ts';

const test = suite('startPostgres');

test('servers run side by side, and keep what was committed when they are killed', async () => {
  const both = await Promise.all([startPostgres(), startPostgres()]);
  const [one, two] = both.map(needPostgres);
  if (one?.kill === undefined || two === undefined) return;
  await ask(one.url, 'create table kept (id int); insert into kept values (7)');
  assert.equal(await ask(two.url, "select to_regclass('kept') as found"), [{ found: null }]);
  await Promise.all([one.kill(), two.kill?.()]);
  await one.restart?.();
  assert.equal(await ask(one.url, 'select id from kept'), [{ id: 7 }]);
  await Promise.all([one.stop(), two.stop()]);
});

async function ask(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(query);
  await client.end();
  return rows;
}

test.run();
