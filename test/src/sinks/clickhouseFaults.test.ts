import { systemRuntime } from '../../../src/runtime/index.ts';
import { clickhouseSink } from '../../../src/sinks/index.ts';
import { AnswerLoser } from '../../support/answerLoser.ts';
import * as assert from '../../support/assert.ts';
import {
  needRecentClickhouse,
  startRecentClickhouse,
} from '../../support/components/clickhouseServer.ts';
import type { ClickhouseServer } from '../../support/components/clickhouseServer.ts';
import { ClickhouseTables } from '../../support/components/clickhouseTables.ts';
import { commitRows } from '../../support/commitRows.ts';
import { hostileNames, refusedNames } from '../../support/hostileNames.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { skipped, suite } from '../../support/suite.ts';

const test = suite('clickhouseSink under faults');

let server: ClickhouseServer | undefined;
let opened: ClickhouseTables | undefined;

test.before(async () => {
  server = await startRecentClickhouse();
  if (server !== undefined) opened = await ClickhouseTables.open(server);
});

test.after(async () => {
  await opened?.close();
  await server?.stop();
});

function tables(): ClickhouseTables {
  needRecentClickhouse(server);
  return opened as ClickhouseTables;
}

const ENGINE = 'engine = MergeTree order by id settings non_replicated_deduplication_window = 1000';
const retry = { attempts: 1000, delay: '2ms', maxDelay: '20ms' } as const;

test('has each row once when the answers to inserts are lost', async () => {
  const table = await tables().make(`(id UInt32) ${ENGINE}`);
  const url = new URL(tables().url);
  const loser = new AnswerLoser(Number(url.port));
  url.port = String(await loser.listen());
  const strike = async (checkpoint: number): Promise<void> => {
    if (checkpoint % 2 === 1) loser.loseAnswerTo('INSERT');
  };
  const expected = await commitRows(clickhouseSink({ url: url.href, table, retry }), 12, strike);
  loser.close();
  assert.equal(await tables().ask(`select id from ${table} order by id`), expected);
  assert.is(loser.lost, 6);
});

test('has each row once when the server is killed while it commits', async () => {
  const { kill, restart } = needRecentClickhouse(server);
  if (kill === undefined || restart === undefined) skipped('the server is not the tests’ own');
  const table = await tables().make(`(id UInt32) ${ENGINE}`);
  let struck = 0;
  const strike = async (checkpoint: number): Promise<void> => {
    if (checkpoint % 3 !== 1) return;
    struck += 1;
    await kill();
    await restart();
  };
  const expected = await commitRows(clickhouseSink({ url: tables().url, table, retry }), 9, strike);
  assert.equal(await tables().ask(`select id from ${table} order by id`), expected);
  assert.is(struck, 3);
});

test('takes names and values for what they are', async () => {
  await tables().run('create table canary (id UInt32) engine = MergeTree order by id');
  await tables().run('insert into canary values (1)');
  for (const name of hostileNames) {
    // In the other way of quoting than the sink's.
    const quoted = `"${name.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
    const settings = 'settings non_replicated_deduplication_window = 1000';
    await tables().run(
      `create table ${quoted} (${quoted} String) engine = MergeTree order by tuple() ${settings}`,
    );
    const columns = Object.fromEntries([[name, (value: string) => value]]);
    const sink = clickhouseSink<string>({ url: tables().url, table: name, columns });
    await sink.open(sinkContext({ runtime: systemRuntime, name }));
    await sink.write([{ value: name, timestamp: 0 }]);
    await sink.commit(await sink.prepare(1));
    await sink.close();
    assert.equal(await tables().ask(`select ${quoted} as v from ${quoted}`), [{ v: name }]);
  }
  assert.equal(await tables().ask('select * from canary'), [{ id: 1 }]);
  assert.ok(hostileNames.length >= 40);
});

test('refuses what is no name', () => {
  const good = { url: 'http://h', table: 't' };
  for (const name of refusedNames) {
    for (const each of [{ table: name }, { columns: [name] }])
      assert.throws(() => clickhouseSink({ ...good, ...each } as never), /^clickhouseSink: /);
  }
  // An empty one is that of the URL.
  for (const name of refusedNames.filter((given) => given !== '' && given != null))
    assert.throws(() => clickhouseSink({ ...good, database: name } as never), /^clickhouseSink: /);
});

test.run();
