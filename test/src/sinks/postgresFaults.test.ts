import { setImmediate } from 'node:timers/promises';
import { seededRandom, systemRuntime } from '../../../src/runtime/index.ts';
import { postgresSink } from '../../../src/sinks/index.ts';
import { AnswerLoser } from '../../support/answerLoser.ts';
import * as assert from '../../support/assert.ts';
import { needPostgres, startPostgres } from '../../support/components/postgresServer.ts';
import type { PostgresServer } from '../../support/components/postgresServer.ts';
import { PostgresTables } from '../../support/components/postgresTables.ts';
import { commitRows } from '../../support/commitRows.ts';
import { hostileNames, refusedNames } from '../../support/hostileNames.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { skipped, suite } from '../../support/suite.ts';

const test = suite('postgresSink under faults');

let server: PostgresServer | undefined;
let opened: PostgresTables | undefined;

test.before(async () => {
  server = await startPostgres();
  if (server !== undefined) opened = await PostgresTables.open(server);
});

test.after(async () => {
  await opened?.close();
  await server?.stop();
});

function tables(): PostgresTables {
  needPostgres(server);
  return opened as PostgresTables;
}

const retry = { attempts: 1000, delay: '2ms', maxDelay: '20ms' } as const;

test('has each row once when the server is killed while it commits', async () => {
  const { kill, restart } = needPostgres(server);
  if (kill === undefined || restart === undefined) skipped('the server is not the tests’ own');
  const table = await tables().make('n serial, id int');
  const random = seededRandom(7);
  let struck = 0;
  const strike = async (checkpoint: number, commit: Promise<void>): Promise<void> => {
    if (checkpoint % 2 !== 1 || struck === 8) return;
    let isDone = false;
    const done = commit.then(() => (isDone = true));
    for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await setImmediate();
    // One that was quicker is no fault: another is struck for it.
    if (isDone) return;
    struck += 1;
    await kill();
    await restart();
    await done;
  };
  const expected = await commitRows(
    postgresSink({ url: tables().url, table, columns: ['id'], retry }),
    60,
    strike,
  );
  assert.equal(await tables().ask(`select id from ${table} order by n`), expected);
  assert.is(struck, 8);
});

test('has each row once when the answers to commits are lost', async () => {
  const table = await tables().make('n serial, id int');
  const url = new URL(tables().url);
  const loser = new AnswerLoser(Number(url.port || 5432));
  url.port = String(await loser.listen());
  const strike = async (checkpoint: number): Promise<void> => {
    if (checkpoint % 2 === 1) loser.loseAnswerTo('commit\0');
  };
  const expected = await commitRows(
    postgresSink({ url: url.href, table, columns: ['id'], retry }),
    20,
    strike,
  );
  loser.close();
  assert.equal(await tables().ask(`select id from ${table} order by n`), expected);
  assert.is(loser.lost, 10);
});

test('takes names and values for what they are', async () => {
  await tables().ask('create table canary (id int)');
  await tables().ask('insert into canary values (1)');
  for (const name of hostileNames) {
    await askAbout('create table %1$I (%2$I text unique, other text)', name);
    const sink = postgresSink<{ readonly text: string; readonly gone?: true }>({
      ...{ url: tables().url, table: name, key: [name], columns: textColumns(name) },
      isRemoval: ({ gone }) => gone === true,
    });
    await sink.open(sinkContext({ runtime: systemRuntime, name }));
    const values = [{ text: name }, { text: 'other' }, { text: 'other', gone: true as const }];
    await sink.write(values.map((value) => ({ value, timestamp: 0 })));
    await sink.commit(await sink.prepare(1));
    await sink.close();
    const rows = await askAbout('select %2$I as v, other from %1$I', name);
    assert.equal(rows, [{ v: name, other: name }]);
  }
  assert.equal(await tables().ask('select * from canary'), [{ id: 1 }]);
  assert.ok(hostileNames.length >= 40);
});

/** The columns as entries: a literal would take `__proto__` for something else. */
function textColumns(name: string): Record<string, (row: { readonly text: string }) => string> {
  const text = (row: { readonly text: string }) => row.text;
  return Object.fromEntries([
    [name, text],
    ['other', text],
  ]);
}

/** Lets the server itself put the name into a statement. */
async function askAbout(statement: string, name: string): Promise<unknown> {
  const [row] = await tables().ask('select format($1, $2::text, $2::text) as text', [
    statement,
    name,
  ]);
  return tables().ask(String(row?.['text']));
}

test('refuses what is no name', () => {
  const good = { url: 'postgres://a@b/c', table: 't' };
  for (const name of refusedNames) {
    const names: readonly object[] = [{ table: name }, { columns: [name] }, { key: [name] }];
    for (const each of [
      ...names,
      ...(name === undefined ? [] : [{ schema: name }, { deliveries: name }]),
    ])
      assert.throws(() => postgresSink({ ...good, ...each } as never), /^postgresSink: /);
  }
});

test.run();
