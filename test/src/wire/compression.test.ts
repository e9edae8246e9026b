import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { inflateWithZlib } from '../../../src/client/inflateWithZlib.ts';
import { loadFflate } from '../../../src/client/loadFflate.ts';
import { serverCodecs } from '../../../src/feed/serverCodecs.ts';
import { DICTIONARY } from '../../../src/wire/dictionary.ts';
import { jsonCodec, loadCompression } from '../../../src/wire/index.ts';
import type { Codec, Decoder, Inflate, ServerMessage } from '../../../src/wire/index.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('compressed messages');

const dictionary = Buffer.from(DICTIONARY.text, 'ascii');
const compression = await loadCompression();
const inflaters: readonly (readonly [name: string, inflate: Inflate])[] = [
  ['zlib', inflateWithZlib],
  ['fflate', await loadFflate()],
];

function ev(count: number, text = 'x'): ServerMessage {
  const items = Array.from({ length: count }, (_, n) => {
    return { op: 'ins', d: { id: `id${n}`, value: n * 7, text }, et: 1_000 + n } as const;
  });
  return { t: 'ev', ch: 0, off: 0, wm: 0, items };
}

async function codecNamed(name: string, limit = 1_048_576): Promise<Codec> {
  const codec = (await serverCodecs(limit)).find((one) => one.name === name);
  return codec ?? assert.unreachable();
}

const deflated = (data: string | Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.of(1), deflateRawSync(data, { dictionary })]);

const limited = (decoder: Decoder, frame: number): unknown =>
  decoder.decode(
    Buffer.from(`\0{"t":"welcome","dict":"${DICTIONARY.id}","limits":{"frame":${frame}}}`),
  );

test('the dictionary is the one that the protocol tells', () => {
  const page = readFileSync(path.join(projectRoot, 'src/wire/PROTOCOL.md'), 'utf8');
  assert.is(dictionary.toString('ascii'), DICTIONARY.text);
  const told = `\`${DICTIONARY.id}\`: ${dictionary.length.toLocaleString('en')} bytes`;
  assert.ok(page.includes(told), told);
  assert.ok(page.includes(createHash('sha256').update(dictionary).digest('hex')));
  const [, hex = ''] = /in 38 bytes:\n\n {4}([0-9a-f ]+)\n/.exec(page) ?? [];
  const [, text] = /96 bytes of JSON\n`(.*)` in 38 bytes/.exec(page) ?? [];
  const shown = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  assert.is(shown.length, 38);
  assert.is(shown[0], 1);
  assert.is(String(inflateRawSync(shown.subarray(1), { dictionary })), text);
});

test('a message with items is raw deflate with the dictionary behind a 1, any other plain behind a 0', async () => {
  const codec = await codecNamed('json.z');
  const message = ev(1);
  const frame = codec.encode(message) as Uint8Array;
  assert.is(frame[0], 1);
  assert.equal(JSON.parse(String(inflateRawSync(frame.subarray(1), { dictionary }))), message);
  const plain = codec.encode({ t: 'end', ch: 3 }) as Uint8Array;
  assert.is(Buffer.from(plain).toString(), '\0{"t":"end","ch":3}');
});

test('a message that would not become smaller is plain', async () => {
  const codec = await codecNamed('json.z');
  const random = createHash('sha512').update('seed').digest().toString('latin1');
  const items = [{ op: 'ins', d: random, et: 0 }] as const;
  const small = codec.encode({ t: 'ev', ch: 0, off: 0, wm: 0, items: [] }) as Uint8Array;
  assert.is(small[0], 0);
  const codecOfNoise = compression.codec(jsonCodec, (data) => data, inflateWithZlib, 1_048_576);
  const frame = codecOfNoise.encode({ t: 'ev', ch: 0, off: 0, wm: 0, items }) as Uint8Array;
  assert.is(frame[0], 0);
});

test('a message above the limit is not made to look smaller', async () => {
  const [small, large] = [await codecNamed('json.z', 10_000), await codecNamed('json.z')];
  assert.is((large.encode(ev(500)) as Uint8Array)[0], 1);
  assert.ok(small.encode(ev(500)).length > 10_000);
});

test('both codecs of one form encode a message once', async () => {
  const [json, , packed] = await serverCodecs(1_048_576);
  let calls = 0;
  const message = ev(3);
  const counted = { ...message, toJSON: () => ((calls += 1), message) } as unknown as ServerMessage;
  json?.encode(counted);
  packed?.encode(counted);
  assert.is(calls, 1);
});

for (const [name, inflate] of inflaters) {
  test(`is read by ${name}, however long`, async () => {
    for (const codecName of ['json', 'msgpack']) {
      const codec = await codecNamed(`${codecName}.z`);
      const decoder = codecName === 'json' ? compression.decoder(jsonCodec, inflate) : undefined;
      for (const count of [1, 10, 6_000]) {
        const message = ev(count, 'Zürich');
        const read = (decoder ?? codec).decode(codec.encode(message));
        assert.equal(read, message);
      }
    }
  });

  test(`what cannot be inflated is a bad message (${name})`, () => {
    const decoder = compression.decoder(jsonCodec, inflate);
    const whole = deflated('{"t":"ping"}');
    const wrong: Uint8Array[] = [
      Buffer.of(),
      Buffer.of(1),
      Buffer.of(2, 1),
      Buffer.of(0, 0xff, 0xfe),
      deflated('{'),
      deflated('5'),
      deflated(Buffer.of(0x22, 0xff, 0x22)),
      whole.subarray(0, whole.length - 4),
      Buffer.concat([Buffer.of(1), deflateRawSync('{"t":"ping"}', { dictionary }).fill(0xff)]),
    ];
    for (const frame of wrong) assert.throwsCode(() => decoder.decode(frame), 'badMessage');
    assert.throwsCode(() => decoder.decode('{"t":"ping"}'), 'badMessage', 'binary');
    assert.equal(decoder.decode(whole), { t: 'ping' });
  });

  test(`nothing is inflated beyond the limit of the welcome (${name})`, () => {
    const decoder = compression.decoder(jsonCodec, inflate);
    const text = (length: number): Uint8Array =>
      deflated(`{"t":"x","a":"${'a'.repeat(length - 16)}"}`);
    decoder.decode(text(1_048_576));
    assert.throwsCode(() => decoder.decode(text(1_048_577)), 'badMessage', '1048576');
    limited(decoder, 2_000);
    decoder.decode(text(2_000));
    assert.throwsCode(() => decoder.decode(text(2_001)), 'badMessage', '2000');
    limited(decoder, 1e300);
    assert.throwsCode(() => decoder.decode(text(100_000_000)), 'badMessage', '67108864');
  });
}

test('a server with another dictionary is refused', () => {
  const decoder = compression.decoder(jsonCodec, inflateWithZlib);
  for (const dict of ['"millrace.2"', 'null'])
    assert.throwsCode(
      () => decoder.decode(Buffer.from(`\0{"t":"welcome","dict":${dict},"limits":{}}`)),
      'badMessage',
      DICTIONARY.id,
    );
});

test.run();
