import assert from 'node:assert/strict';
import { Packr } from 'msgpackr';
import {
  DEFAULT_LIMITS,
  jsonCodec,
  loadMsgpackCodec,
  loadMsgpackDecoder,
  readServerMessage,
  WireError,
} from '../../../src/wire/index.ts';
import type { Decoder, ServerMessage } from '../../../src/wire/index.ts';
import { randomFrom } from '../../support/chunks.ts';
import { FRAMES_A_SEED } from './checkClientFrames.ts';

const KINDS: ReadonlySet<string> = new Set(
  'welcome authok subok setok schema ev pick mark skip snap check page ctlok playback bye end err ping pong'.split(
    ' ',
  ),
);

const item = (n: number) =>
  ({ op: 'ins', k: n, d: { n, text: `t${n}`, ok: true }, et: n }) as const;
const SOUND: readonly ServerMessage[] = [
  { t: 'ping' },
  { t: 'mark', ch: 0, off: 7, wm: 5 },
  { t: 'skip', ch: 0, from: 1, to: 3, n: 2, why: 'dropped' },
  { t: 'end', ch: 1 },
  { t: 'ev', ch: 0, off: 0, wm: 'start', items: [item(1), item(2), item(3)] },
  {
    t: 'ev',
    ch: 1,
    off: 4,
    wm: 'end',
    items: [{ op: 'upd', d: { a: [1, { b: null }] }, et: 'end' }],
  },
  {
    t: 'pick',
    ch: 0,
    from: 0,
    to: 9,
    wm: 1,
    why: 'conflated',
    offs: [2, 4],
    items: [item(2), item(4)],
  },
  {
    t: 'welcome',
    v: 1,
    conn: 'c',
    server: { name: 's', version: '1' },
    time: 1,
    ping: { every: 25_000, timeout: 8_000 },
    limits: DEFAULT_LIMITS,
    exp: 60_000,
  },
  {
    t: 'subok',
    id: 1,
    ch: 0,
    epoch: 'e',
    off: 3,
    floor: 0,
    outcome: 'snapshot',
    wm: 1,
    table: true,
  },
  { t: 'setok', id: 1, ch: 2, off: 4 },
  { t: 'snap', ch: 0, epoch: 'e', off: 3, part: 0, last: true, wm: 1, items: [item(1), item(2)] },
  { t: 'check', ch: 0, off: 3, n: 2, sum: 0xffff_ffff },
  {
    t: 'page',
    req: 1,
    ch: 0,
    epoch: 'e',
    off: 9,
    floor: 2,
    wm: 'end',
    offs: [3, 4],
    items: [item(3), item(4)],
    skips: [{ from: 0, to: 2, n: 2, why: 'expired' }],
    next: 4,
  },
  { t: 'playback', state: 'playing', speed: 2, at: 50, first: 0, last: 100, may: true },
  { t: 'err', id: 1, set: true, code: 'badFilter', msg: 'sub: filter: no', retry: false },
  { t: 'bye', after: 1_000, spread: 500 },
];

const packer = new Packr({ useRecords: false });
const codec = await loadMsgpackCodec();
const sound: readonly Buffer[] = SOUND.flatMap((message) => {
  const bytes = Buffer.from(codec.encode(message) as Uint8Array);
  const schemas = 'ch' in message ? codec.schemas(message.ch as number) : [];
  return [...schemas.map((schema) => packer.pack(schema)), bytes].map((one) => Buffer.from(one));
});

/** Beginnings that claim more than there is: arrays, maps, texts, bytes, extensions. */
const CLAIMS: readonly (readonly number[])[] = [
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xdf, 0xff, 0xff, 0xff, 0xff],
  [0xdb, 0x7f, 0xff, 0xff, 0xff],
  [0xc6, 0x7f, 0xff, 0xff, 0xff],
  [0xc9, 0x7f, 0xff, 0xff, 0xff, 0x01],
  [0xdc, 0xff, 0xff],
  [0xd4, 0x72, 0x40],
  [0xd8, 0x78],
  [0xc1],
];

type Random = (below: number) => number;

/** What is no sound message of a server, or only nearly one. */
export function hostileBytes(random: Random): Buffer {
  const bytes = Buffer.from(sound[random(sound.length)] as Buffer);
  const at = random(bytes.length);
  switch (random(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      for (let n = 1 + random(4); n > 0; n -= 1) bytes[random(bytes.length)] = random(256);
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(claim(random)), bytes.subarray(at)]);
    case 3:
      return Buffer.alloc(1 + random(random(20) === 0 ? 30_000 : 300), 0x91);
    case 4:
      return Buffer.from(Array.from({ length: random(60) }, () => random(256)));
    default:
      return bytes;
  }
}

const claim = (random: Random): readonly number[] => CLAIMS[random(CLAIMS.length)] ?? [];

/** Fails unless a frame is read as a message of the protocol, or refused as none. */
function read(decoder: Decoder, frame: string | Buffer): void {
  try {
    const message = readServerMessage(decoder.decode(frame));
    if (message !== undefined) assert.ok(KINDS.has(message.t), message.t);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
}

/** Reads hostile frames as a client does, and fails unless each is read or refused with a word of the protocol. */
export async function checkServerFrames(seed: number): Promise<void> {
  const random = randomFrom(seed);
  const decoder = await loadMsgpackDecoder();
  for (let n = 0; n < FRAMES_A_SEED; n += 1) {
    const frame = hostileBytes(random);
    try {
      if (n % 10 === 0) read(jsonCodec, frame.toString('latin1'));
      else read(decoder, frame);
    } catch (error) {
      const text = frame.subarray(0, 500).toString('hex');
      throw new Error(`seed ${seed}, frame ${n}: ${text}`, { cause: error });
    }
  }
}
