import { isDeepStrictEqual, types } from 'node:util';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { BlockDecoder } from '../../../src/recording/blockDecoder.ts';
import { BlockEncoder } from '../../../src/recording/blockEncoder.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('blocks');

function encode(values: readonly unknown[]): Buffer {
  const [arrivals, timestamps, before] = [undefined, undefined, undefined];
  const content = new BlockEncoder().encode({
    values,
    arrivals,
    timestamps,
    before,
    watermark: -Infinity,
    marks: [],
  });
  assert.ok(content !== undefined);
  return Buffer.from(content);
}

function decode(content: Buffer, count: number, size: number = count): unknown[] {
  const { values } = new BlockDecoder().decode(content, count, true);
  const runs: unknown[] = [];
  for (let from = 0; from < count; from += size)
    runs.push(...values.slice(from, Math.min(from + size, count)));
  return runs;
}

/** Fails unless the values come back as they were, -0, NaN and undefined fields too. */
function same(values: readonly unknown[], size?: number): void {
  const read = decode(encode(values), values.length, size);
  assert.ok(isDeepStrictEqual(comparable(read), comparable(values)), 'the values differ');
}

const INVALID_DATE = Symbol('an invalid date');

/** Has a mark for each invalid date, because no two of them are equal to a deep comparison. */
function comparable(value: unknown): unknown {
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? INVALID_DATE : value;
  if (Array.isArray(value)) return value.map(comparable);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  const fields = Object.entries(value as object);
  return Object.fromEntries(fields.map(([name, field]) => [name, comparable(field)]));
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withNullPrototype: false,
  withSparseArray: false,
  withUnicodeString: true,
} as fc.ObjectConstraints);

test('gives back any data as it was, whatever the runs in which it is read', () => {
  fc.assert(
    fc.property(
      fc.array(anything, { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      (values, n) => same(values, n),
    ),
    { numRuns: 250 },
  );
});

const field = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.integer().map((number) => number / 100),
  fc.constantFrom(
    -0,
    NaN,
    Infinity,
    -Infinity,
    2 ** 53,
    -(2 ** 31),
    2 ** 31,
    1e21,
    undefined,
    null,
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('a', '\ud83d', '\ude00', '', 'x'.repeat(40), 'ü'.repeat(20)),
  fc.boolean(),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 5 }),
);
const row = fc.oneof(
  fc.record(
    { a: field, b: fc.integer(), at: fc.nat(), c: fc.string() },
    { requiredKeys: ['b'], noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constantFrom('bid', 'person'), at: fc.maxSafeInteger(), nested: fc.array(field) },
    { noNullPrototype: true },
  ),
);

test('gives back rows of several shapes', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => same(rows, 16)),
    { numRuns: 200 },
  );
});

const COLUMNS: readonly (readonly [string, readonly unknown[]])[] = [
  ['no value', []],
  [
    'whole numbers of 0, 1, 2 and 4 bytes',
    [
      [7, 7],
      [0, 255],
      [0, 65_535],
      [-5, 2 ** 31],
    ],
  ],
  ['whole numbers at the ends of what is exact', [2 ** 53 - 1, -(2 ** 53) + 1, 0]],
  ['whole numbers with steps that are not exact', [-6e15, 6e15, -6e15 + 1, 6e15 + 1]],
  ['times with small steps', [1.7e12, 1.7e12 + 1, 1.7e12 - 3, 1.7e12 + 1_000_000]],
  ['a single large number', [1.7e12]],
  ['decimals', [0.1, 12.25, -3.5, 1e-6]],
  ['numbers that are no short decimals', [0.1, 1 / 3, 1e-7]],
  ['zeros of both signs', [0, -0, { a: -0, b: [-0, 0.5] }]],
  ['halves of pairs at the cuts', ['a\ud83d', '\ude00b', '\udfff\ud800']],
  ['long texts of several bytes', ['ü'.repeat(50), '😀'.repeat(9), 'ascii'.repeat(9)]],
  ['fields with names of numbers', [{ 2: 'b', 1: 'a', x: 0 }, { x: 1 }]],
  [
    'more shapes than columns are made for',
    Array.from({ length: 200 }, (_, i) => ({ [`k${i}`]: i })),
  ],
  ['many fields', [Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i]))]],
  ['too many fields', [Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, i]))]],
  ['dates, valid or not', [new Date(0), new Date(NaN), { at: new Date(NaN) }, [new Date(-1)]]],
  ['empty objects and lists', [{}, [], {}, [[]], [{}]]],
];

for (const [what, values] of COLUMNS) {
  test(`gives back ${what}`, () => same(values));
}

test('gives a field with the name of the prototype back as a field', () => {
  const rows = JSON.parse('[{"__proto__":{"admin":true}},{"__proto__":1}]') as object[];
  const many = Array.from({ length: 100 }, (_, i) => JSON.parse(`{"__proto__":${i},"k${i}":1}`));
  for (const values of [rows, many]) {
    const read = decode(encode(values), values.length) as object[];
    assert.is(JSON.stringify(read), JSON.stringify(values));
    assert.ok(read.every((one) => Object.getPrototypeOf(one) === Object.prototype));
  }
});

test('gives the objects of a class back as plain objects', () => {
  class Point {
    readonly x = 1;
  }
  assert.ok(isDeepStrictEqual(decode(encode([new Point()]), 1), [{ x: 1 }]));
});

const REFUSED: readonly (readonly [string, () => unknown])[] = [
  ['a function', () => ({ f: () => 1 })],
  ['a symbol', () => Symbol('s')],
  ['a Map', () => new Map()],
  ['a Set in a list', () => [new Set()]],
  ['an error', () => new Error('no')],
  ['numbers of another kind of array', () => new Float64Array(2)],
  ['what holds itself', selfHolding],
  ['a bigint of too many digits', () => 10n ** 10_001n],
];

function selfHolding(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

for (const [what, make] of REFUSED) {
  test(`refuses ${what}`, () => {
    assert.throwsCode(() => encode([make()]), 'MILLRACE_NOT_RECORDABLE', 'cannot be recorded');
  });
}

test('tells when there are more values than a block may have', () => {
  const list = new Array<null>(2 ** 21).fill(null);
  const [arrivals, timestamps, before] = [undefined, undefined, undefined];
  const rows = { values: [list], arrivals, timestamps, before, watermark: 0, marks: [] };
  assert.is(new BlockEncoder().encode(rows), undefined);
});

const packer = new Packr({ useRecords: false });
const NOTHING = [-Infinity, [0, [0], [0], [0]]];

function block(column: unknown, rest: readonly unknown[] = NOTHING): Buffer {
  return Buffer.from(packer.pack([column, null, null, null, ...rest]));
}

const HOSTILE: readonly (readonly [string, Buffer, number])[] = [
  ['no msgpack', Buffer.from([0xc1]), 1],
  ['nothing', Buffer.alloc(0), 1],
  ['a map', Buffer.from([0x81, 0xa1, 0x61, 0x01]), 1],
  ['an extension type', Buffer.from([0xd4, 0x00, 0x00]), 1],
  ['an array that claims four billion values', Buffer.from([0xdd, 255, 255, 255, 255]), 1],
  ['bytes that claim two gigabytes', Buffer.from([0xc6, 127, 255, 255, 255]), 1],
  ['arrays nested a million deep', Buffer.alloc(1_000_000, 0x91), 1],
  ['too few parts', Buffer.from(packer.pack([[0], null])), 1],
  ['a kind that does not exist', block([99]), 1],
  ['no column', block(5), 1],
  [
    'a million times a list of a million',
    block([14, [5, 2 ** 20, 2 ** 20, 0, Buffer.alloc(0)], 2 ** 40, [1]]),
    2 ** 20,
  ],
  ['lists that do not fill their items', block([14, [5, 3, 3, 0, Buffer.alloc(0)], 1, [1]]), 1],
  ['too few bytes', block([7, Buffer.alloc(7)]), 1],
  ['an unknown width', block([5, 0, 1, 3, Buffer.alloc(3)]), 1],
  ['decimals of decimals', block([8, 10, [8, 10, [8, 10, [5, 0, 0, 0, Buffer.alloc(0)]]]]), 1],
  [
    'places outside of a dictionary',
    block([
      10,
      1,
      [9, 0, [5, 1, 1, 0, Buffer.alloc(0)], Buffer.from('a')],
      [5, 4, 4, 0, Buffer.alloc(0)],
    ]),
    1,
  ],
  [
    'places with fractions',
    block([
      17,
      [
        [1, [0]],
        [1, [1]],
      ],
      [7, Buffer.alloc(8, 1)],
    ]),
    1,
  ],
  ['an unknown encoding', block([9, 7, [5, 1, 1, 0, Buffer.alloc(0)], Buffer.from('a')]), 1],
  [
    'texts that are cut beyond their end',
    block([9, 0, [5, 9, 9, 0, Buffer.alloc(0)], Buffer.from('a')]),
    1,
  ],
  [
    'parts that have too few values',
    block([
      17,
      [
        [1, [0]],
        [1, [1]],
      ],
      [5, 0, 0, 0, Buffer.alloc(0)],
    ]),
    2,
  ],
  [
    'shapes without columns',
    block([
      15,
      [[1, 1, [9, 0, [5, 1, 1, 0, Buffer.alloc(0)], Buffer.from('a')], []]],
      [5, 0, 0, 0, Buffer.alloc(0)],
    ]),
    1,
  ],
  [
    'a bigint that is none',
    block([12, [9, 0, [5, 1, 1, 0, Buffer.alloc(0)], Buffer.from('x')]]),
    1,
  ],
  [
    'a mark outside',
    block(
      [0],
      [
        0,
        [
          1,
          [5, 9, 9, 0, Buffer.alloc(0)],
          [5, 0, 0, 0, Buffer.alloc(0)],
          [5, 0, 0, 0, Buffer.alloc(0)],
        ],
      ],
    ),
    1,
  ],
  ['a watermark that is none', block([0], ['late', [0, [0], [0], [0]]]), 1],
];

for (const [what, content, count] of HOSTILE) {
  test(`refuses a block of ${what}`, () => {
    assert.throwsCode(() => decode(content, count), 'MILLRACE_FILE_UNREADABLE');
  });
}

test('reads blocks with random bytes in them or refuses them', () => {
  const values = [{ a: 1, b: 'x', c: [1, null] }, { a: 2, b: 'y', c: [] }, { d: 0.5 }];
  const sound = encode(values);
  const place = fc.nat(sound.length - 1);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const content = Buffer.from(sound);
        for (const [at, byte] of changes) content[at] = byte;
        try {
          assert.is(decode(content, values.length).length, values.length);
        } catch (error) {
          assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE');
        }
      },
    ),
    { numRuns: 1_500 },
  );
});

test.run();
