import { systemRuntime } from '../../../src/runtime/index.ts';
import { clickhouseSink } from '../../../src/sinks/index.ts';
import type { ClickhouseSinkConfig, Sink } from '../../../src/sinks/index.ts';
import * as assert from '../../support/assert.ts';
import {
  needClickhouse,
  needRecentClickhouse,
  startClickhouse,
  startRecentClickhouse,
} from '../../support/components/clickhouseServer.ts';
import type { ClickhouseServer } from '../../support/components/clickhouseServer.ts';
import { ClickhouseTables } from '../../support/components/clickhouseTables.ts';
import { commitOnce } from '../../support/commitOnce.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { sinkContract } from '../../support/sinkContract.ts';
import type { SinkPlace } from '../../support/sinkPlace.ts';
import { suite } from '../../support/suite.ts';

type Row = Readonly<Record<string, unknown>>;
type Config = Partial<ClickhouseSinkConfig<Row>>;

/** A server, old or recent, and a database in it, for the tests of a suite. */
class Place {
  #server: ClickhouseServer | undefined;
  #tables: ClickhouseTables | undefined;
  readonly #need: (server: ClickhouseServer | undefined) => ClickhouseServer;

  constructor(need: (server: ClickhouseServer | undefined) => ClickhouseServer) {
    this.#need = need;
  }

  async open(server: ClickhouseServer | undefined): Promise<void> {
    this.#server = server;
    if (server !== undefined) this.#tables = await ClickhouseTables.open(server);
  }

  get tables(): ClickhouseTables {
    this.#need(this.#server);
    return this.#tables as ClickhouseTables;
  }

  sinkInto(table: string, config: Config = {}): Sink<Row> {
    return clickhouseSink<Row>({ url: this.tables.url, table, ...config });
  }

  async contractPlace(engine: string, deduplicate: 'token' | 'key'): Promise<SinkPlace> {
    const { tables } = this;
    const table = await tables.make(`(id UInt32, text String) engine = ${engine}`);
    return {
      make: () => clickhouseSink({ deduplicate, url: tables.url, table, maxRows: 3 }),
      visibleRows: async () => {
        const rows = await tables.ask(
          `select id from ${table} ${deduplicate === 'key' ? 'final' : ''} order by id`,
        );
        return rows.map(({ id }) => Number(id));
      },
    };
  }

  async close(): Promise<void> {
    await this.#tables?.close();
    await this.#server?.stop();
  }
}

const recent = suite('clickhouseSink on a recent server');
const now = new Place(needRecentClickhouse);
recent.before(async () => now.open(await startRecentClickhouse()));
recent.after(() => now.close());

const REMEMBERS = 'settings non_replicated_deduplication_window = 1000';

sinkContract(recent, {
  place: () => now.contractPlace(`MergeTree order by id ${REMEMBERS}`, 'token'),
  seeds: 5,
  firstStride: 3,
  stride: 60,
});

recent('writes what a value means into the types of time, numbers and objects', async () => {
  const table = await now.tables.make(`(d Date, t DateTime('Asia/Tokyo'), p DateTime64(3, 'UTC'),
    o Nullable(DateTime64(3, 'UTC')), u UInt64, f Float64, i Float32, b Bool, a Array(String),
    s String, l LowCardinality(Nullable(String)), m Map(String, UInt8))
    engine = MergeTree order by d ${REMEMBERS}`);
  const at = new Date('2001-02-03T23:05:06.789Z');
  const row = { d: at, t: at, p: at, o: null, u: 2n ** 64n - 1n, f: NaN, i: -Infinity, b: true };
  await commitOnce(now.sinkInto(table), {
    ...row,
    a: ['x', "y'"],
    s: `"\\\n\0ü`,
    l: null,
    m: { a: 1 },
  });
  const texts =
    'toString(d) d, toUnixTimestamp(t) t, toString(p) p, o, toString(u) u, toString(f) f';
  const [seen] = await now.tables.ask(
    `select ${texts}, toString(i) i, b, a, s, l, m from ${table}`,
  );
  assert.equal(seen, {
    ...{
      d: '2001-02-03',
      t: Math.floor(at.getTime() / 1000),
      p: '2001-02-03 23:05:06.789',
      o: null,
    },
    ...{ u: '18446744073709551615', f: 'nan', i: '-inf', b: true, a: ['x', "y'"], s: `"\\\n\0ü` },
    ...{ l: null, m: { a: 1 } },
  });
});

recent('fills a view beside the table once', async () => {
  const table = await now.tables.make(`(id UInt32) engine = MergeTree order by id ${REMEMBERS}`);
  const sums = await now.tables.make(`(n UInt64) engine = MergeTree order by n ${REMEMBERS}`);
  await now.tables.run(
    `create materialized view view_${sums} to ${sums} as select sum(id) n from ${table}`,
  );
  const sink = now.sinkInto(table);
  await sink.open(sinkContext({ runtime: systemRuntime }));
  await sink.write([1, 2].map((id) => ({ value: { id }, timestamp: 0 })));
  const saved = await sink.prepare(1);
  await sink.commit(saved);
  await sink.close();
  const again = now.sinkInto(table);
  await again.open(sinkContext({ runtime: systemRuntime, saved }));
  await again.close();
  const all = `select (select count() from ${table}) as rows, (select sum(n) from ${sums}) as sum`;
  assert.equal(
    (await now.tables.ask(all)).map(({ rows, sum }) => [Number(rows), Number(sum)]),
    [[2, 3]],
  );
});

recent('tells what the table lacks, and what would keep rows from coming twice', async () => {
  const fails = (sink: Sink<Row>, text: string | RegExp) =>
    assert.rejectsCode(commitOnce(sink, { id: 1 }), 'MILLRACE_SINK_TABLE', text);
  const forgets = await now.tables.make(
    '(id UInt32, at DateTime default now()) engine = MergeTree order by id',
  );
  await fails(now.sinkInto('not_there'), /not_there: there is no such table/);
  await fails(
    now.sinkInto(forgets, { columns: ['Id'] }),
    "no column 'Id'; the table has the columns id, at",
  );
  await fails(now.sinkInto(forgets), 'non_replicated_deduplication_window = 1000');
  await fails(now.sinkInto(forgets, { deduplicate: 'key' }), 'needs the engine ReplacingMergeTree');
  const inMemory = await now.tables.make('(id UInt32) engine = Memory');
  await fails(now.sinkInto(inMemory), 'expected an engine of the MergeTree family, got Memory');
  await now.tables.run(
    `alter table ${forgets} modify setting non_replicated_deduplication_window = 10`,
  );
  await commitOnce(now.sinkInto(forgets), { id: 1 });
});

recent('refuses what ClickHouse would change without a word', async () => {
  const table = await now.tables.make(
    `(id UInt32, at DateTime, s String) engine = MergeTree order by id ${REMEMBERS}`,
  );
  const good = { id: 1, at: 5, s: '' };
  const fails = (row: Row, text: string | RegExp) =>
    assert.rejectsCode(
      commitOnce(now.sinkInto(table), { ...good, ...row }),
      'MILLRACE_SINK_ROW',
      text,
    );
  await fails({ s: null }, "column 's': expected a value, got null");
  await fails({ other: 1 }, "the field 'other'");
  await fails({ at: new Date('2200-01-01') }, 'a DateTime holds the years 1970 to 2105');
  await fails({ s: new Uint8Array(2) }, 'bytes have no form');
  await fails({ id: 'x' }, /refused the rows/);
  assert.equal(await now.tables.ask(`select * from ${table}`), []);
});

recent.run();

const old = suite('clickhouseSink on an old server');
const then = new Place(needClickhouse);
old.before(async () => then.open(await startClickhouse()));
old.after(() => then.close());

sinkContract(old, {
  place: () => then.contractPlace('ReplacingMergeTree order by id', 'key'),
  seeds: 3,
  firstStride: 7,
  stride: 60,
});

old('takes corrections by key, and refuses tokens where the server has none', async () => {
  const table = await then.tables.make(
    '(id UInt32, n Int32, at DateTime) engine = ReplacingMergeTree order by id',
  );
  const at = new Date(1e12);
  await commitOnce(
    then.sinkInto(table, { deduplicate: 'key' }),
    { id: 1, n: -1, at },
    { id: 2, n: 5, at },
  );
  await commitOnce(then.sinkInto(table, { deduplicate: 'key' }), { id: 1, n: 7, at });
  const seen = await then.tables.ask(
    `select id, n, toUnixTimestamp(at) at from ${table} final order by id`,
  );
  assert.equal(seen, [
    { id: 1, n: 7, at: 1e9 },
    { id: 2, n: 5, at: 1e9 },
  ]);
  const sink = then.sinkInto(table);
  await assert.rejectsCode(
    commitOnce(sink, { id: 3, n: 1, at }),
    'MILLRACE_SINK_TABLE',
    /insert_deduplication_token|does not remember/,
  );
});

old('tells nothing secret when it cannot get at the server, and logs nothing', async () => {
  const said: unknown[] = [];
  const { log, warn, error } = console;
  const say = (...words: unknown[]) => void said.push(words);
  Object.assign(console, { log: say, warn: say, error: say });
  const url = then.tables.url.replace('//', '//guarded:canary-of-a-password@');
  const failures: unknown[] = [];
  try {
    for (const each of [url, 'http://a:canary@127.0.0.1:1']) {
      const sink = then.sinkInto('t', { url: each, retry: { attempts: 2, delay: '1ms' } });
      failures.push(await commitOnce(sink, { id: 1 }).catch((failure: unknown) => failure));
    }
  } finally {
    Object.assign(console, { log, warn, error });
  }
  for (const failure of failures) assert.hasCode(failure, 'MILLRACE_SERVER_UNREACHABLE');
  assert.equal(said, []);
  const texts = failures.map((failure) =>
    JSON.stringify([failure, String(failure), (failure as Error).stack]),
  );
  assert.ok(!texts.join('').includes('canary'));
});

old('refuses what has no meaning at call time', () => {
  const config = { url: 'http://h:1', table: 't' };
  const refused: readonly unknown[] = [
    ...[undefined, {}, { ...config, url: 'postgres://canary@x/y' }, { ...config, url: 'canary' }],
    ...[
      { ...config, url: 'http://h?password=canary' },
      { ...config, url: 'http://%ff:canary@h' },
    ],
    ...[
      { ...config, table: '' },
      { ...config, user: 1 },
      { ...config, columns: {} },
    ],
    ...[
      { ...config, deduplicate: 'no' },
      { ...config, maxRows: 0 },
      { ...config, timeout: '1' },
    ],
  ];
  for (const each of refused) {
    const work = () => clickhouseSink(each as ClickhouseSinkConfig<Row>);
    assert.throws(work, /^clickhouseSink: (?!.*canary)/);
  }
});

old.run();
