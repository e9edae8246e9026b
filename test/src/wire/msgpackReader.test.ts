import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { MsgpackReader } from '../../../src/wire/msgpackReader.ts';
import { MsgpackWriter } from '../../../src/wire/msgpackWriter.ts';
import { writeValue } from '../../../src/wire/writeValue.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('MsgpackReader');

const packer = new Packr({ useRecords: false, variableMapSize: true });
const reader = new MsgpackReader();
const read = (hex: string): unknown => reader.read(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function written(value: unknown): Uint8Array {
  const writer = new MsgpackWriter();
  writer.begin();
  writeValue(value, writer);
  return writer.take();
}

/** The minus before a zero is nothing that JSON keeps. */
const plainData = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test('reads what a library wrote, and what the writer wrote', () => {
  fc.assert(
    fc.property(plainData, (data) => {
      // The library takes another way with a name that could change what an object inherits.
      if (!JSON.stringify(data).includes('__proto__'))
        assert.equal(reader.read(packer.pack(data)), data);
      assert.equal(reader.read(written(data)), data);
    }),
    { seed: 7, numRuns: 1_000 },
  );
});

test('reads numbers of every width', () => {
  const numbers: readonly (readonly [string, number])[] = [
    ['00', 0],
    ['7f', 127],
    ['e0', -32],
    ['ff', -1],
    ['cc ff', 255],
    ['cd 01 00', 256],
    ['ce ff ff ff ff', 4_294_967_295],
    ['cf 00 1f ff ff ff ff ff ff', Number.MAX_SAFE_INTEGER],
    ['d0 80', -128],
    ['d1 80 00', -32_768],
    ['d2 80 00 00 00', -2_147_483_648],
    ['d3 ff ff ff ff ff ff ff ff', -1],
    ['d3 ff e0 00 00 00 00 00 01', Number.MIN_SAFE_INTEGER],
    ['d3 00 00 00 01 00 00 00 02', 4_294_967_298],
    ['ca 3f c0 00 00', 1.5],
    ['cb c0 09 21 fb 54 44 2d 18', -Math.PI],
  ];
  for (const [hex, number] of numbers) assert.is(read(hex), number, hex);
});

test('reads texts of every length and script', () => {
  const lengths = [0, 1, 8, 23, 24, 25, 31, 32, 255, 256, 65_535, 65_536];
  for (const unit of ['x', 'ü', '機', '\u{1f6eb}', '\uFEFF'])
    for (const text of lengths.map((n) => unit.repeat(n)))
      assert.is(reader.read(written(text)), text);
});

test('tells texts apart that are kept in the same place', () => {
  const texts = Array.from({ length: 3_000 }, (_, n) => `text ${n}`);
  const frame = written(texts);
  for (let again = 0; again < 2; again += 1) assert.equal(reader.read(frame), texts);
});

test('keeps a field named __proto__ as a field, and what all objects inherit as it is', () => {
  const data: unknown = JSON.parse('{"__proto__":{"polluted":1},"a":2}');
  const back = reader.read(written(data)) as object;
  assert.is(JSON.stringify(back), JSON.stringify(data));
  assert.is(Object.getPrototypeOf(back), Object.prototype);
  assert.is((back as { polluted?: unknown }).polluted, undefined);
});

test('writes what JSON tells of other values', () => {
  const point = new (class Point {
    x = 1;
  })();
  const odd = { at: new Date(5), set: new Set([1]), bytes: new Uint8Array([7]), point, big: 5n };
  const told = {
    at: '1970-01-01T00:00:00.005Z',
    set: {},
    bytes: { 0: 7 },
    point: { x: 1 },
    big: 5,
  };
  assert.equal(reader.read(written(odd)), told);
  assert.equal(reader.read(written([undefined, () => 1])), [null, null]);
});

test('refuses bytes, extensions, what is cut short and what goes on', () => {
  const wrong = [
    '',
    'c1',
    'c4 01 00',
    'c5 00 01 00',
    'c6 00 00 00 01 00',
    'c7 01 72 40',
    'd4 72 40',
    'd6 ff 00 00 00 05',
    'd8 72',
    'cd 01',
    'cb 3f',
    'a2 61',
    'd9 05 61',
    'a1 ff',
    '92 01',
    '82 a1 61 01',
    '81 01 02',
    '81 c0 02',
    '01 02',
    '90 90',
  ];
  for (const hex of wrong) assert.throws(() => read(hex), /./);
});

test('makes nothing larger than the bytes that are there', () => {
  const claims = ['dd ff ff ff ff', 'df ff ff ff ff', 'db ff ff ff ff', 'dc ff ff', 'de ff ff'];
  for (const hex of claims) assert.throws(() => read(`${hex} 01 02 03`), /expected more bytes/);
});

test('reads data that is nested 1,000 deep, and refuses deeper', () => {
  const nested = (deep: number): string => `${'91'.repeat(deep)}c0`;
  assert.is(JSON.stringify(read(nested(1_000))).length, 2_004);
  for (const deep of [1_001, 100_000]) assert.throws(() => read(nested(deep)), /nested/);
  assert.equal(read('91 01'), [1]);
});

test.run();
