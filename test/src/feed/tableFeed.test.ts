import { isCodedError, latestByKey } from '../../../operators/index.ts';
import { createFeed } from '../../../src/feed/index.ts';
import type { FeedConfig } from '../../../src/feed/index.ts';
import { feedSettings } from '../../../src/feed/feedConfig.ts';
import { PublishedFeed } from '../../../src/feed/publishedFeed.ts';
import { serverCodecs } from '../../../src/feed/serverCodecs.ts';
import { ManualRuntime, seededRandom } from '../../../src/runtime/index.ts';
import { jsonCodec } from '../../../src/wire/index.ts';
import type { Ev, Item } from '../../../src/wire/index.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('table feeds');

/** A table feed without a server, and what it told of each turn. */
function open<T>(config: FeedConfig<T> = {}, maxFrame = 1_048_576) {
  const runtime = new ManualRuntime();
  const source = new HandDrivenStream<T>();
  const errors: unknown[] = [];
  const settings = { table: true, onError: (error: unknown) => errors.push(error), ...config };
  const feed = new PublishedFeed('t', source.stream, feedSettings<T>('t', settings) as never);
  feed.open({ runtime, channel: 0, codecs: [jsonCodec], maxFrame });
  const push = (...values: T[]): Item[] => {
    const from = feed.log.head;
    source.push(values);
    runtime.turn();
    const entry = feed.log.at(from);
    return entry === undefined ? [] : [...(entry.message([jsonCodec]) as Ev).items];
  };
  return { feed, push, errors, source, runtime };
}

interface Row {
  readonly id: string;
  readonly at?: number;
  readonly [field: string]: unknown;
}

const byId = { describe: (row: Row) => ({ key: row.id, data: row }) };
const LONG = 'so long that a patch is smaller';

test('an update is told as a patch where that is smaller, a field that becomes null whole', () => {
  const { push, feed } = open<Row>(byId);
  const told = push(
    { id: 'a', n: 1, LONG, in: { x: 1, y: 2 } },
    { id: 'a', n: 2, LONG, in: { y: 2 } },
    { id: 'a', n: 2, LONG, in: { y: null } },
    { id: 'a', n: 2, LONG, in: { y: null } },
    { id: 'b', n: 1 },
    { id: 'b', n: 2 },
  );
  assert.equal(
    told.map(({ op, d, p }) => [op, p ?? d]),
    [
      ['ins', { id: 'a', n: 1, LONG, in: { x: 1, y: 2 } }],
      ['upd', { n: 2, in: { x: null } }],
      ['upd', { id: 'a', n: 2, LONG, in: { y: null } }],
      ['upd', {}],
      ['ins', { id: 'b', n: 1 }],
      ['upd', { n: 2 }],
    ],
  );
  assert.is(feed.stats().table?.rows, 2);
});

test('a patch of the user goes into the row', () => {
  const { push } = open({
    describe: (patch: Record<string, unknown>) => ({ key: 'k', patch }),
  });
  const told = push({ a: 1, LONG }, { b: 2, c: null }, { a: null });
  assert.equal(
    told.map(({ op, d, p }) => [op, p ?? d]),
    [
      ['ins', { a: 1, LONG }],
      ['upd', { b: 2, c: null }],
      ['upd', { a: null }],
    ],
  );
  const plain = open({ table: false, describe: (patch: object) => ({ key: 'k', patch }) });
  plain.push({ a: 1 });
  assert.ok(isCodedError(plain.errors[0]) && plain.errors[0].code === 'MILLRACE_ARGUMENT_TYPE');
});

test('the changes of latestByKey are those of the table', () => {
  const source = new HandDrivenStream<Row>();
  const changes = source.stream.pipe(
    latestByKey({ key: ({ id }) => id, remove: ({ gone }) => gone === true }),
  );
  const runtime = new ManualRuntime();
  const feed = new PublishedFeed('t', changes, feedSettings('t', { table: true }));
  feed.open({ runtime, channel: 0, codecs: [jsonCodec], maxFrame: 100_000 });
  source.push([{ id: 'a', n: 1 }, { id: 'b' }, { id: 'a', n: 2 }, { id: 'b', gone: true }]);
  runtime.turn();
  const items = (feed.log.at(0)?.message([jsonCodec]) as Ev | undefined)?.items ?? [];
  assert.equal(
    items.map(({ k, op }) => [k, op]),
    [
      ['a', 'ins'],
      ['b', 'ins'],
      ['a', 'upd'],
      ['b', 'del'],
    ],
  );
  assert.equal(
    feed.tables?.table.rows().map(({ item }) => [item.k, item.d]),
    [['a', { id: 'a', n: 2 }]],
  );
});

test('a table beyond its limits fails with its code, behind what came before', () => {
  const row = (id: string, size = 0): Row => ({ id, text: 'x'.repeat(size) });
  const deepRow = { ...row('c'), deep: JSON.parse('['.repeat(998) + ']'.repeat(998)) as unknown };
  const cases: readonly (readonly [FeedConfig<Row>, Row[], RegExp])[] = [
    [{ table: { maxRows: 2 } }, [row('a'), row('b'), row('c')], /maxRows: expected at most 2/],
    [{ table: { maxBytes: 80 } }, [row('a'), row('b'), row('c')], /maxBytes: expected at most 80/],
    [{}, [row('a'), row('b'), row('c', 260)], /bytes of one row: expected at most 250/],
    [{}, [row('a'), row('b'), deepRow], /levels of one row: expected at most 998, got more/],
  ];
  for (const [config, rows, text] of cases) {
    const { push, errors, feed } = open({ ...byId, ...config }, 1_000);
    assert.is(push(...rows).length, 2);
    const [error] = errors;
    assert.ok(isCodedError(error) && error.code === 'MILLRACE_TABLE_FULL');
    assert.ok(text.test(error.message), error.message);
    assert.equal([feed.stats().state, feed.stats().table?.rows], ['failed', 2]);
  }
  assert.throws(
    () => createFeed('t', new HandDrivenStream<Row>().stream, { table: { maxRows: 0 } }),
    /table\.maxRows/,
  );
});

test('data is told as every codec can: no __proto__, no half characters, and a copy', () => {
  const { push, feed } = open<Row>(byId);
  const row = JSON.parse('{"id":"a","__proto__":{"x":1},"t":"\\ud800\\ud83d\\ude00\\\\ud800"}') as {
    id: string;
    n?: number;
  };
  const [told] = push(row);
  assert.equal(told?.d, { id: 'a', t: '\uFFFD\u{1F600}\\ud800' });
  row.n = 1;
  assert.equal(feed.tables?.table.rows()[0]?.item.d, told?.d);
});

/** The state of one car as a timing service tells it: about 1 kB. */
function carState(id: number): Record<string, unknown> {
  const segments = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, { status: 2049 }]));
  const sector = (): object => ({ value: '28.512', stopped: false, fastest: false, segments });
  return {
    number: String(id),
    name: `Driver number ${id}`,
    team: 'Some Racing Team',
    line: id,
    position: String(id),
    gap: '+12.345',
    interval: { value: '+0.512', catching: false },
    laps: 17,
    last: { value: '1:31.022', fastest: false },
    best: { value: '1:30.187', lap: 9 },
    sectors: { 0: sector(), 1: sector(), 2: sector() },
    speeds: {
      i1: { value: '287' },
      i2: { value: '301' },
      fl: { value: '290' },
      st: { value: '312' },
    },
  };
}

test('an update of a timing table costs little more than its patch', async () => {
  const draw = seededRandom(7);
  const pick = (most: number): number => Math.floor(draw() * most);
  const { push } = open({
    describe: ({ car, patch }: { car: number; patch: object }) => ({ key: String(car), patch }),
  });
  push(...Array.from({ length: 20 }, (_, car) => ({ car, patch: carState(car) })));
  const packed = (await serverCodecs(1_048_576)).find(({ name }) => name === 'json.z');
  let [bare, json, compressed] = [0, 0, 0];
  for (let update = 0; update < 200; update += 1) {
    const patches = Array.from({ length: 1 + pick(3) }, () => {
      const sector = {
        value: `${27 + pick(4)}.${100 + pick(900)}`,
        segments: { [pick(8)]: { status: 2051 } },
      };
      const gap = `+${pick(90)}.${100 + pick(900)}`;
      const speeds = { i1: { value: String(270 + pick(50)) } };
      return { car: pick(20), patch: { gap, sectors: { [pick(3)]: sector }, speeds } };
    });
    const items = push(...patches);
    assert.ok(items.every(({ p }) => p !== undefined));
    const off = 123_456;
    const message = { t: 'ev', ch: 3, off, wm: 1_767_225_600_000, items } as const;
    const sent = { ...message, items: items.map((item) => ({ ...item, et: 1_767_225_600_123 })) };
    bare += JSON.stringify(
      Object.fromEntries(patches.map(({ car, patch }) => [car, patch])),
    ).length;
    json += String(jsonCodec.encode(sent)).length;
    compressed += packed?.encode(sent).length ?? Infinity;
  }
  const mean = (bytes: number): number => bytes / 200;
  assert.ok(mean(json) <= 1.2 * mean(bare) + 120, `${mean(json)} for ${mean(bare)}`);
  assert.ok(mean(compressed) <= 150, `${mean(compressed)} compressed`);
});

test.run();
