import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Packr, Unpackr } from 'msgpackr';
import {
  loadMsgpackCodec,
  loadMsgpackDecoder,
  readServerMessage,
} from '../../../src/wire/index.ts';
import type { Codec, Decoder, Ev, Item, WireWindow } from '../../../src/wire/index.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('flat items as rows');

function ev(items: readonly Item[], ch = 3): Ev {
  return { t: 'ev', ch, off: 7, wm: 'start', items };
}

const ins = (d: unknown, et: Item['et'] = 1_000, more: Partial<Item> = {}): Item => ({
  op: 'ins',
  d,
  et,
  ...more,
});

const win: WireWindow = { s: 940, e: 1_001, pane: 'onTime', i: 2, final: true };

/** What is in a frame, to anybody who reads msgpack. */
function inFrame(frame: string | Uint8Array): Record<string, unknown> {
  const reader = new Unpackr({ useRecords: false, mapsAsObjects: true });
  return reader.unpack(frame as Uint8Array) as Record<string, unknown>;
}

/** A client that is told every schema before each message. */
async function pair(): Promise<(message: Ev) => unknown> {
  const [codec, decoder] = [await loadMsgpackCodec(), await loadMsgpackDecoder()];
  const told = new Map<number, number>();
  return (message) => {
    const frame = codec.encode(message);
    assert.equal(codec.decode(frame), message);
    tellSchemas(codec, decoder, message.ch, told);
    return decoder.decode(frame);
  };
}

function tellSchemas(codec: Codec, decoder: Decoder, ch: number, told: Map<number, number>): void {
  const schemas = codec.schemas(ch);
  for (const schema of schemas.slice(told.get(ch) ?? 0)) decoder.decode(codec.encode(schema));
  told.set(ch, schemas.length);
}

test('are columns by a schema, with steps of event time', async () => {
  const codec = await loadMsgpackCodec();
  const items = [ins({ a: 1, b: 'x' }), ins({ a: 2, b: null }, 1_250), ins({ a: 3, b: true }, 990)];
  assert.equal(inFrame(codec.encode(ev(items))), {
    ...ev([]),
    et: 1_000,
    items: [
      [0, 0, 1, 'x'],
      [0, 250, 2, null],
      [0, -260, 3, true],
    ],
  });
  assert.equal(codec.schemas(3), [{ t: 'schema', ch: 3, id: 0, fields: ['a', 'b'] }]);
  assert.equal(codec.schemas(4), []);
});

test('tell key, operation and window in columns too', async () => {
  const codec = await loadMsgpackCodec();
  const items = [
    ins(12, 1_000, { k: 'ATL', win }),
    ins(13, 1_000, { k: 'ATL', op: 'upd', win: { ...win, pane: 'late', i: 3, final: false } }),
    ins(13, 1_001, { k: ['DFW', 1], op: 'ret' }),
  ];
  assert.equal(inFrame(codec.encode(ev(items)))['items'], [
    [0, 0, 'ATL', 1, 61, 1, 2, true, 12],
    [64, 0, 'ATL', 1, 61, 2, 3, false, 13],
    [129, 1, ['DFW', 1], 13],
  ]);
  assert.equal(codec.schemas(3), [
    { t: 'schema', ch: 3, id: 0, k: true, win: true },
    { t: 'schema', ch: 3, id: 1, k: true },
  ]);
});

test('come back as they were, beside items that keep their names', async () => {
  const send = await pair();
  const message = ev([
    ins({ a: 1.5, b: 'x' }),
    ins({ a: { deep: 1 } }),
    ins([1, 2]),
    ins({ b: 'y', a: 2 }, 990, { k: 7, op: 'upd' }),
    ins({ a: 1 }, 'end'),
    ins({ a: 1 }, 0.5),
    ins({ a: 1 }, -5, { win: { ...win, s: 'start' } }),
    ins({ a: 1 }, -5, { win: { ...win, replaces: [{ s: 0, e: 1 }] } }),
    ins({ a: 1 }, -9_007_199_254_740_991, { win }),
    ins({ a: 1 }, 9_007_199_254_740_991, { win }),
    ins({}, 3, { win }),
    ins(null, 3, { k: null }),
    ins('text', 2),
  ]);
  assert.equal(send(message), message);
  assert.equal(send(message), message);
});

const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null),
);
const flat = fc.dictionary(
  fc.string({ maxLength: 3 }).filter((name) => name !== '__proto__'),
  scalar,
  { noNullPrototype: true, maxKeys: 4 },
);

test('keep any data, also when a channel has more shapes than schemas', async () => {
  const send = await pair();
  const item = fc.record({ d: fc.oneof(flat, scalar), et: fc.maxSafeInteger() });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 9 }), (made) => {
      const message = ev(made.map(({ d, et }) => ins(d, et)));
      assert.equal(send(message), JSON.parse(JSON.stringify(message)));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('a channel has 64 schemas, and all channels 4,096', async () => {
  const codec = await loadMsgpackCodec();
  const shapes = Array.from({ length: 70 }, (_, n) => ins({ [`f${n}`]: n }));
  for (let ch = 0; ch < 70; ch += 1) codec.encode(ev(shapes, ch));
  const counts = Array.from({ length: 70 }, (_, ch) => codec.schemas(ch).length);
  assert.equal([counts[0], counts[63], counts[64]], [64, 64, 0]);
  assert.equal(codec.decode(codec.encode(ev(shapes, 64))), ev(shapes, 64));
  assert.equal(codec.decode(codec.encode(ev(shapes))), ev(shapes));
});

test('data that is not plain and flat keeps its names, and is told as before', async () => {
  const codec = await loadMsgpackCodec();
  const odd: unknown[] = [
    JSON.parse('{"__proto__":1}'),
    { a: undefined },
    { a: 5n },
    { a: new Date(5) },
    new Date(5),
    new (class Point {
      x = 1;
    })(),
    Object.fromEntries(Array.from({ length: 129 }, (_, n) => [`f${n}`, n])),
    { ['n'.repeat(2_049)]: 1 },
  ];
  for (const d of odd) {
    const { items } = inFrame(codec.encode(ev([ins(d)])));
    assert.ok(!Array.isArray((items as unknown[])[0]));
  }
  assert.equal(codec.schemas(3), []);
});

test('the worked example of the protocol is what goes over the wire', async () => {
  const page = readFileSync(path.join(projectRoot, 'src/wire/PROTOCOL.md'), 'utf8');
  const rows = page.slice(page.indexOf('### Rows'));
  const shown = [...rows.matchAll(/^ {4}((?:[0-9a-f]{2} )+)/gm)].map(([, hex]) => hex).join('');
  const codec = await loadMsgpackCodec();
  const items = [
    ins({ to: 'DFW', delay: -4 }, 1_000, { k: 'ATL' }),
    ins({ to: 'LAX', delay: 31 }, 1_250, { k: 'JFK', op: 'upd' }),
  ];
  const frame = codec.encode({ ...ev(items), wm: 1_000 });
  const schemas = codec.schemas(3).map((schema) => codec.encode(schema));
  const sent = Buffer.concat([...schemas, frame] as Uint8Array[]).toString('hex');
  assert.is(shown.replaceAll(' ', ''), sent);
});

const packer = new Packr({ useRecords: false });
const pack = (message: unknown): Uint8Array => packer.pack(message);

test('a row that no schema fits is a bad message', async () => {
  const decoder = await loadMsgpackDecoder();
  decoder.decode(pack({ t: 'schema', ch: 3, id: 0, fields: ['a'] }));
  decoder.decode(pack({ t: 'schema', ch: 3, id: 1, win: true }));
  const rows: unknown[] = [
    [],
    [0],
    [0, 0],
    [0, 0, 1, 2],
    [2, 0, 1],
    [-1, 0, 1],
    [0.5, 0, 1],
    [192, 0, 1],
    [1e300, 0, 1],
    ['0', 0, 1],
    [0, '0', 1],
    [0, Number.NaN, 1],
    [1, 0, 1, 1, 3, 0, true, 1],
    [1, 0, 1, 1, 0, 0, 1, 1],
    [1, 0, 1, null, 0, 0, true, 1],
  ];
  for (const row of rows) {
    const frame = pack({ ...ev([]), et: 0, items: [row] });
    const read = (): unknown => readServerMessage(decoder.decode(frame));
    assert.throwsCode(read, 'badMessage');
  }
  const without = pack({ ...ev([]), items: [[0, 0, 1]] });
  assert.throws(() => decoder.decode(without), /et: expected a number/);
  assert.equal(decoder.decode(pack({ ...ev([]), et: 0, items: [[0, 5, 1]] })), {
    ...ev([ins({ a: 1 }, 5)]),
  });
});

test('a schema out of its turn, of no names or too large is a bad message', async () => {
  const decoder = await loadMsgpackDecoder();
  const schema = { t: 'schema', ch: 0, id: 0, fields: ['a'] };
  const wrong: object[] = [
    { ...schema, id: 1 },
    { ...schema, id: -1 },
    { ...schema, ch: 'x' },
    { ...schema, k: 1 },
    { ...schema, fields: 'abc' },
    { ...schema, fields: [1] },
    { ...schema, fields: ['__proto__'] },
    { ...schema, fields: Array.from({ length: 129 }, String) },
    { ...schema, fields: ['n'.repeat(2_049)] },
  ];
  for (const message of wrong) assert.throwsCode(() => decoder.decode(pack(message)), 'badMessage');
  decoder.decode(pack(schema));
  assert.throws(() => decoder.decode(pack(schema)), /at least 1/);
});

test('schemas without an end are a bad message', async () => {
  const decoder = await loadMsgpackDecoder();
  const tell = (ch: number, id: number): unknown =>
    decoder.decode(pack({ t: 'schema', ch, id, fields: [] }));
  for (let ch = 0; ch < 64; ch += 1) for (let id = 0; id < 64; id += 1) tell(ch, id);
  assert.throws(() => tell(0, 64), /at least 64/);
  assert.throws(() => tell(64, 0), /no more than 4096/);
});

test.run();
