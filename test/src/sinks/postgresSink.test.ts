import { systemRuntime } from '../../../src/runtime/index.ts';
import { postgresSink } from '../../../src/sinks/index.ts';
import type { PostgresSinkConfig, Sink } from '../../../src/sinks/index.ts';
import * as assert from '../../support/assert.ts';
import { needPostgres, startPostgres } from '../../support/components/postgresServer.ts';
import type { PostgresServer } from '../../support/components/postgresServer.ts';
import { PostgresTables } from '../../support/components/postgresTables.ts';
import { commitOnce } from '../../support/commitOnce.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { sinkContract } from '../../support/sinkContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('postgresSink');

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

type Row = Readonly<Record<string, unknown>>;

function sinkInto(table: string, config: Partial<PostgresSinkConfig<Row>> = {}): Sink<Row> {
  return postgresSink<Row>({ url: tables().url, table, ...config });
}

sinkContract(test, {
  place: async () => {
    const table = await tables().make('n serial primary key, id int, text text');
    return {
      make: () => postgresSink({ url: tables().url, table, maxRows: 3 }),
      visibleRows: async () => {
        const rows = await tables().ask(`select id from ${table} order by n`);
        return rows.map(({ id }) => Number(id));
      },
    };
  },
  seeds: 10,
  firstStride: 2,
  stride: 60,
});

test('reads each value by the type of its column', async () => {
  const columns = `i int, b bigint, f float8, m numeric, t text, o boolean, z timestamptz, d date,
    j jsonb, c bytea, a text[], n int[][], u uuid, missing int`;
  const table = await tables().make(columns);
  const bytes = new Uint8Array([0, 1, 255]);
  const uuid = '00000000-0000-4000-8000-000000000001';
  const at = new Date('2001-02-03T04:05:06.789Z');
  const j = { deep: [1, 'two', null, { at }], __proto__name: 1n };
  const row: Row = {
    ...{
      i: -1,
      b: 2n ** 60n,
      f: NaN,
      m: 123456789012345678901234567890n,
      t: `it's "quoted" \\ ü\n`,
    },
    ...{ o: true, z: at, d: '2001-02-03', j, c: bytes, a: ['x', 'y,"z"'], n: [[1], [2]], u: uuid },
  };
  await commitOnce(sinkInto(table), row);
  const [seen] = await tables().ask(
    `select i, b::text, f::text, m::text, t, o, z, d::text, j, c, a, n, u, missing from ${table}`,
  );
  const expected = {
    ...{ ...row, b: String(row['b']), f: 'NaN', m: String(row['m']), missing: null },
    ...{ j: { deep: [1, 'two', null, { at: at.toISOString() }], __proto__name: '1' } },
    ...{ c: Buffer.from(bytes) },
  };
  assert.equal(seen, expected);
});

test('fills columns by functions of the row and its time, and leaves the others to their defaults', async () => {
  const table = await tables().make("a int, b bigint, c text default 'given', d text");
  await commitOnce(
    sinkInto(table, { columns: { a: ({ x }) => Number(x) + 1, b: (_, at) => at } }),
    {
      x: 1,
    },
  );
  await commitOnce(sinkInto(table, { columns: ['a', 'c'] }), { a: 5, c: 'own', d: 'left out' });
  assert.equal(await tables().ask(`select * from ${table} order by a`), [
    { a: 2, b: '1000', c: 'given', d: null },
    { a: 5, b: null, c: 'own', d: null },
  ]);
});

test('a row with a key takes the place of the one before, within a run and later', async () => {
  const table = await tables().make(
    'hour int, airport text, delay float8, primary key (airport, hour)',
  );
  const config: Partial<PostgresSinkConfig<Row>> = {
    key: ['hour', 'airport'],
    columns: ['hour', 'airport', 'delay'],
    isRemoval: ({ retract }) => retract === true,
  };
  const row = (hour: number, delay: number, rest: Row = {}): Row => ({
    hour,
    airport: 'HEL',
    delay,
    ...rest,
  });
  await commitOnce(
    sinkInto(table, config),
    row(1, 1),
    row(2, 1),
    row(1, 2),
    row(3, 7),
    row(3, 7, { retract: true }),
  );
  const all = `select hour, delay from ${table} order by hour`;
  assert.equal(await tables().ask(all), [
    { hour: 1, delay: 2 },
    { hour: 2, delay: 1 },
  ]);
  await commitOnce(
    sinkInto(table, config),
    row(1, 2, { retract: true }),
    row(1, 3),
    row(2, 1, { retract: true }),
  );
  assert.equal(await tables().ask(all), [{ hour: 1, delay: 3 }]);
});

test('a key may be all there is', async () => {
  const table = await tables().make('id int unique');
  await commitOnce(sinkInto(table, { key: ['id'] }), { id: 1 }, { id: 1 }, { id: 2 });
  assert.equal(await tables().ask(`select id from ${table} order by id`), [{ id: 1 }, { id: 2 }]);
});

test('writes more rows than go into one statement, in order', async () => {
  const table = await tables().make('n serial, id int');
  const rows = Array.from({ length: 12_345 }, (_, id) => ({ id }));
  await commitOnce(sinkInto(table), ...rows);
  const [seen] = await tables().ask(
    `select count(*)::int as count, bool_and(n = id + 1) as sorted from ${table}`,
  );
  assert.equal(seen, { count: rows.length, sorted: true });
});

test('tells what the table lacks, with its columns', async () => {
  const table = await tables().make('id int, text text default 1');
  const fails = (sink: Sink<Row>, text: string | RegExp) =>
    assert.rejectsCode(commitOnce(sink, { id: 1 }), 'MILLRACE_SINK_TABLE', text);
  await fails(
    sinkInto('not_there'),
    /"not_there": there is no such table in the database postgres/,
  );
  await fails(sinkInto(table, { schema: 'nowhere' }), '"nowhere"');
  await fails(
    sinkInto(table, { columns: ['id', 'Id'] }),
    "no column 'Id'; the table has the columns id, text",
  );
  await fails(
    sinkInto(table, { key: ['id'] }),
    'no unique index on exactly (id); unique are: none',
  );
  await fails(sinkInto(table, { key: ['text'] }), "the key's column 'text' is not filled");
});

test('refuses rows that do not fit, before they are in a checkpoint', async () => {
  const table = await tables().make('id int unique, j jsonb');
  const fails = async (row: Row, text: string | RegExp) => {
    const sink = sinkInto(table, { key: ['id'] });
    await sink.open(sinkContext({ runtime: systemRuntime }));
    const writing = Promise.resolve(sink.write([{ value: row, timestamp: 0 }]));
    await assert.rejectsCode(writing, 'MILLRACE_SINK_ROW', text);
    await sink.close();
  };
  await fails({ id: 1, other: 2 }, "a row has the field 'other', which would be left out");
  await fails({ j: 2 }, "column 'id': expected a value, got undefined");
  await fails({ id: 1, j: new Date(NaN) }, 'invalid Date');
  for (const j of [new Map(), [() => 1].at(0), { x: new Set() }, Symbol('x')])
    await fails({ id: 1, j }, "column 'j': cannot store");
});

test('tells what the table refuses, and leaves nothing of the delivery', async () => {
  const table = await tables().make('id int not null unique');
  const rows = [{ id: 1 }, { id: 2 }, { id: 1 }];
  await assert.rejectsCode(
    commitOnce(sinkInto(table), ...rows),
    'MILLRACE_SINK_ROW',
    /duplicate key/,
  );
  await assert.rejectsCode(
    commitOnce(sinkInto(table), { id: 'x' }),
    'MILLRACE_SINK_ROW',
    /invalid input/,
  );
  assert.equal(await tables().ask(`select * from ${table}`), []);
});

test('tells that it cannot get at the server, without the password', async () => {
  const url = 'postgres://user:canary-of-a-password@127.0.0.1:1/results';
  const sink = postgresSink<Row>({ url, table: 't', retry: { attempts: 2, delay: '1ms' } });
  const opening = Promise.resolve(sink.open(sinkContext({ runtime: systemRuntime })));
  const error: unknown = await opening.catch((failure: unknown) => failure);
  assert.hasCode(
    error,
    'MILLRACE_SERVER_UNREACHABLE',
    /127\.0\.0\.1:1\/results could not be reached.*ECONNREFUSED/,
  );
  assert.ok(!JSON.stringify([error, String(error), (error as Error).stack]).includes('canary'));
  await sink.close();
});

test('refuses what has no meaning at call time', () => {
  const config = { url: 'postgres://a@b/c', table: 't' };
  const refused: readonly unknown[] = [
    ...[undefined, {}, { ...config, url: undefined }, { ...config, url: 'http://canary@x/y' }],
    ...[
      { ...config, url: 'canary' },
      { ...config, connection: { host: 'h' } },
    ],
    ...[
      { table: 't', connection: { host: 'h', port: 1 } },
      { ...config, columns: [] },
    ],
    ...[
      { ...config, columns: ['a', 'a'] },
      { ...config, columns: { a: 1 } },
      { ...config, key: [] },
    ],
    ...[
      { ...config, isRemoval: () => true },
      { ...config, maxRows: 0 },
      { ...config, timeout: '1' },
    ],
    ...[{ ...config, retry: { attempts: 0, delay: 1 } }],
  ];
  for (const each of refused) {
    const work = () => postgresSink(each as PostgresSinkConfig<Row>);
    assert.throws(work, /^postgresSink: (?!.*canary)/);
  }
});

test.run();
