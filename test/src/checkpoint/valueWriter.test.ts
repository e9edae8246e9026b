import fc from 'fast-check';
import { ByteWriter } from '../../../src/checkpoint/byteWriter.ts';
import { findUnsavable, unsavable } from '../../../src/checkpoint/unsavable.ts';
import { ValueReader } from '../../../src/checkpoint/valueReader.ts';
import { MOST_SHAPES } from '../../../src/checkpoint/valueTags.ts';
import { ValueWriter } from '../../../src/checkpoint/valueWriter.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { exactText } from './exactText.ts';

const test = suite('ValueWriter');

function bytesOf(values: readonly unknown[]): Buffer {
  const out = new ByteWriter(16);
  const writer = new ValueWriter(out);
  for (const value of values) writer.write(value);
  return out.take();
}

function stepped(value: unknown): Buffer {
  const out = new ByteWriter(16);
  const steps = new ValueWriter(out).writeSteps(value);
  while (steps.next().done !== true);
  return out.take();
}

function again(values: readonly unknown[]): unknown[] {
  const reader = new ValueReader(bytesOf(values));
  const read = values.map(() => reader.read());
  assert.ok(reader.isAtEnd);
  return read;
}

const holes: unknown[] = [];
holes[1] = undefined;
holes[3] = 3;
holes.length = 5;
const bare = Object.assign(Object.create(null) as object, { a: 1 });

const values: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, 127, 128, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31)],
  ...[0.1, Number.NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, 2 ** 53],
  ...[0n, -1n, 2n ** 64n, -(2n ** 200n), new Date(0), new Date(Number.NaN), new Date(-1)],
  ...['', 'a', 'é', 'ÿ', 'Ā', '\ud800', 'a\udc00b', '😀', '\0', 'x'.repeat(255), 'x'.repeat(256)],
  ...['é'.repeat(70_000), '\ud83d'.repeat(70_000), [], {}, new Map(), new Set(), holes, bare],
  [undefined, [[[]]], { a: undefined, b: { c: [1, { d: -0 }] } }],
  new Map<unknown, unknown>([
    [1, 'number'],
    ['1', 'text'],
    [{ key: 1 }, new Map([[Number.NaN, -0]])],
  ]),
  new Set([1, '1', new Set([undefined])]),
  JSON.parse('{"__proto__": 1, "constructor": 2, "a,b": 3, "": 4, "1": 5}'),
  ...[
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { a: 3, b: 4 },
    ],
    { 'a,b': 1 },
    { a: 1, b: 1 },
  ],
  ...[Uint8Array.of(1, 2), Buffer.from('bytes'), Float64Array.of(Number.NaN, -0, 1.5)],
  ...[new Float32Array(3), new BigInt64Array([-5n]), new BigUint64Array([5n]), new Int8Array(0)],
  ...[Uint8ClampedArray.of(300), Uint16Array.of(7), Int16Array.of(-7), Uint32Array.of(9)],
  ...[Int32Array.of(-9), new Uint8Array([1, 2, 3]).buffer, new DataView(new ArrayBuffer(3))],
  new Uint16Array([1, 2, 3, 4]).subarray(1, 3),
];

test('values of every kind are read as they were, alone and one behind the other', () => {
  for (const value of values) assert.is(exactText(again([value])[0]), exactText(value));
  assert.is(exactText(again(values)), exactText(values));
});

test('it is the same bytes whether written at once or step by step', () => {
  for (const value of [...values, values, { values }])
    assert.ok(bytesOf([value]).equals(stepped(value)));
});

test('any plain data is read as it was', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
    withUnicodeString: true,
    maxDepth: 4,
  });
  const odd = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.oneof(anything, odd), { maxLength: 8 }), (some) => {
      assert.is(exactText(again(some)), exactText(some));
      assert.ok(bytesOf([some]).equals(stepped(some)));
    }),
    { numRuns: 300 },
  );
});

test('more shapes than are remembered', () => {
  const many = Array.from({ length: MOST_SHAPES * 2 }, (_, i) => ({ [`name${i}`]: i, b: i }));
  const twice = [...many, ...many.toReversed()];
  assert.equal(again(twice), twice);
});

class Point {
  x = 1;
}
class Numbers extends Map<string, number> {}

test('what is no plain data is named with its place', () => {
  const own: Record<string, unknown> = {};
  own['own'] = own;
  const cases: readonly (readonly [value: unknown, place: string, what: string])[] = [
    [() => 1, '', 'a function'],
    [{ a: [1, { b: Symbol('s') }] }, '.a[1].b', 'a symbol'],
    [new Map([['k', { at: new Point() }]]), ".get('k').at", 'an object of the class Point'],
    [new Set([new Numbers()]), '.values()', 'an object of the class Numbers'],
    [new Map([[new Error('e'), 1]]), '.keys()', 'an object of the class Error'],
    [[/x/], '[0]', 'an object of the class RegExp'],
    [Promise.resolve(), '', 'an object of the class Promise'],
    [own, '.own'.repeat(200), 'nested more than 200 deep, or holds itself'],
  ];
  for (const [value, place, what] of cases) {
    assert.throws(() => bytesOf([value]), /MILLRACE_STATE|cannot be saved/);
    assert.throws(() => stepped(value), /cannot be saved/);
    const found = findUnsavable(value);
    assert.is(found?.place, place);
    assert.ok(
      unsavable(found?.value, 'state').message.includes(`state cannot be saved: it is ${what};`),
    );
  }
  assert.is(findUnsavable(values), undefined);
});

test('bytes that are no values end with an error, and take no room', () => {
  const whole = bytesOf(values);
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const bytes = Buffer.from(whole.subarray(0, 1_000 + (seed % 500)));
    for (let k = 0; k < 5; k += 1)
      bytes[(seed * 7_919 + k * 613) % bytes.length] = (seed * 31 + k * 97) & 255;
    const reader = new ValueReader(bytes);
    try {
      while (!reader.isAtEnd) reader.read();
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
});

test.run();
