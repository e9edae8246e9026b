import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import {
  jsonCodec,
  loadCompression,
  loadMsgpackCodec,
  loadMsgpackDecoder,
  readServerMessage,
} from '../../../src/wire/index.ts';
import type { Codec, Inflate, ServerMessage } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const deflate = (data: Uint8Array, dictionary: Uint8Array): Uint8Array =>
  deflateRawSync(data, { dictionary });
const inflate: Inflate = (data, dictionary, limit) =>
  inflateRawSync(data, { dictionary, maxOutputLength: limit });

const MESSAGES: readonly ServerMessage[] = [
  {
    t: 'welcome',
    v: 1,
    conn: 'c1',
    server: { name: 'millrace', version: '0.1.0' },
    time: 1_763_769_600_123,
    ping: { every: 25_000, timeout: 8_000 },
    dict: 'millrace.1',
    limits: {
      frame: 1_048_576,
      name: 255,
      subs: 128,
      rate: 50,
      page: 1_000,
      filter: 1_000,
      views: 16,
    },
  },
  { t: 'subok', id: 1, ch: 0, epoch: 'e', off: 0, floor: 0, outcome: 'live', wm: 'start' },
  { t: 'ev', ch: 3, off: 7, wm: -1, items: [{ op: 'ins', d: null, et: 'start' }] },
  {
    t: 'ev',
    ch: 3,
    off: 9_007_199_254_740_000,
    wm: 'end',
    items: [
      {
        k: 'Zürich ✈ 機場 \u{1f6eb}',
        op: 'upd',
        d: {
          text: '"\\\u0000\n',
          list: [1.5, -0.25, [], {}, true, null],
          deep: { a: { b: 2 ** 40 } },
        },
        et: 1_763_769_600_123,
        win: { s: 'start', e: 'end', pane: 'late', i: 2, final: true, replaces: [{ s: 0, e: 1 }] },
      },
    ],
  },
  {
    t: 'pick',
    ch: 3,
    from: 7,
    to: 9,
    wm: 'start',
    why: 'conflated',
    offs: [8],
    items: [{ op: 'ins', d: null, et: 1 }],
  },
  { t: 'mark', ch: 3, off: 8, wm: 'end' },
  { t: 'skip', ch: 3, from: 8, to: 10, n: 2, why: 'dropped' },
  { t: 'skip', id: 4, from: 0, to: 0, n: 0, why: 'epoch' },
  {
    t: 'page',
    req: 1,
    ch: 3,
    epoch: 'e',
    off: 9,
    floor: 2,
    wm: 5,
    offs: [8, 7],
    items: [
      { op: 'ins', d: null, et: 1 },
      { k: 'a', op: 'upd', d: [1], et: 2 },
    ],
    skips: [{ from: 0, to: 2, n: 2, why: 'expired' }],
    next: 7,
  },
  { t: 'ctlok', req: 1 },
  { t: 'playback', state: 'over', speed: 'max', at: 5, first: 1, last: 5, may: true },
  { t: 'playback', state: 'paused', speed: 0.5, at: 2.5, first: 1, last: 5, may: false },
  { t: 'authok', exp: 1_763_769_600_123 },
  { t: 'bye', after: 0, spread: 5_000 },
  { t: 'end', ch: 3 },
  { t: 'err', id: 4, code: 'unknownFeed', msg: 'no', retry: false },
  { t: 'ping' },
  { t: 'pong', n: 12 },
];

/** Plain data as JSON has it, without the minus before a zero. */
const plainData = fc
  .jsonValue()
  .map((value) => JSON.stringify(value))
  .map((text) => JSON.parse(text) as unknown);

function testCodec(codec: Codec): void {
  const test = suite(`codec ${codec.name}`);

  test('reads every kind of message as it was written', () => {
    for (const message of MESSAGES) assert.equal(codec.decode(codec.encode(message)), message);
  });

  test('what it writes is accepted by the reader of server messages', () => {
    for (const message of MESSAGES) {
      assert.equal(readServerMessage(codec.decode(codec.encode(message))), message);
    }
  });

  test('keeps any plain data in items', () => {
    fc.assert(
      fc.property(plainData, plainData, (k, d) => {
        const message: ServerMessage = {
          t: 'ev',
          ch: 0,
          off: 0,
          wm: 0,
          items: [{ k, op: 'ins', d, et: 0 }],
        };
        assert.equal(codec.decode(codec.encode(message)), message);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test('writes into the kind of frame that it says', () => {
    const frame = codec.encode({ t: 'ping' });
    assert.is(typeof frame === 'string', !codec.binary);
  });

  test('refuses the other kind of frame as a bad message', () => {
    const other = codec.binary ? '{"t":"ping"}' : new Uint8Array([0x80]);
    assert.is(
      errorCode(() => codec.decode(other)),
      'badMessage',
    );
  });

  test('gives any bytes a value or a bad message, never another error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        if (codec.dict !== undefined) bytes[0] = (bytes[0] ?? 0) % 3;
        const code = errorCode(() =>
          readServerMessage(codec.decode(codec.binary ? bytes : String(bytes))),
        );
        assert.ok(code === undefined || code === 'badMessage', String(code));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('a message that was cut short is a bad message or not the message', () => {
    const whole = codec.encode(MESSAGES[3] as ServerMessage);
    for (let length = 0; length < whole.length; length += 1) {
      const code = errorCode(() => readServerMessage(codec.decode(whole.slice(0, length))));
      assert.is(code, 'badMessage', `cut at ${length}`);
    }
  });

  test.run();
}

function errorCode(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

const msgpackCodec = await loadMsgpackCodec();
testCodec(jsonCodec);
testCodec(msgpackCodec);
const compression = await loadCompression();
for (const plain of [jsonCodec, await loadMsgpackCodec()])
  testCodec(compression.codec(plain, deflate, inflate, 1_048_576));

const test = suite('codec msgpack on the wire');

test('is plain msgpack: maps, and floats for large numbers', async () => {
  const codec = await loadMsgpackCodec();
  const bytes = Buffer.from(codec.encode({ t: 'pong', n: 2 ** 40 }) as Uint8Array);
  assert.is(bytes.toString('hex'), '82a174a4706f6e67a16eca53800000');
});

test('writes undefined as nil, not as an extension', async () => {
  const codec = await loadMsgpackCodec();
  const bytes = Buffer.from(
    codec.encode({
      t: 'ev',
      ch: 0,
      off: 0,
      wm: 0,
      items: [{ op: 'ins', d: { a: undefined }, et: 0 }],
    }) as Uint8Array,
  );
  assert.match(bytes.toString('hex'), '81a161c0');
});

test('the decoder alone reads what the codec writes', async () => {
  const [codec, decoder] = [await loadMsgpackCodec(), await loadMsgpackDecoder()];
  for (const message of MESSAGES) {
    const frame = codec.encode(message);
    if (message.t === 'pick')
      for (const schema of codec.schemas(message.ch)) decoder.decode(codec.encode(schema));
    assert.equal(decoder.decode(frame), message);
  }
});

test.run();
