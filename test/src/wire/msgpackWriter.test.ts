import fc from 'fast-check';
import { Unpackr } from 'msgpackr';
import { MsgpackWriter } from '../../../src/wire/msgpackWriter.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('MsgpackWriter');

const reader = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

type Scalar = string | number | boolean | null;

function written(values: readonly Scalar[], writer = new MsgpackWriter()): Uint8Array {
  writer.begin();
  writer.array(values.length);
  for (const value of values) writer.scalar(value);
  return writer.take();
}

const hex = (...values: Scalar[]): string => Buffer.from(written(values)).toString('hex');

test('takes the shortest form of each number', () => {
  assert.is(
    hex(0, 127, 128, 255, 256, 65_535, 65_536, 0xffffffff),
    '98007fcc80ccffcd0100cdffffce00010000ceffffffff',
  );
  assert.is(
    hex(-1, -32, -33, -128, -129, -32_768, -32_769),
    '97ffe0d0dfd080d1ff7fd18000d2ffff7fff',
  );
  assert.is(hex(-2_147_483_648, 0.5, 0.1), '93d280000000ca3f000000cb3fb999999999999a');
  assert.is(hex(2 ** 40, -0), '92ca5380000000');
});

test('texts have a head of their length in bytes', () => {
  assert.is(hex('', 'a', 'ü', null, true, false), '96a0a161a2c3bcc0c3c2');
  const lengths = [31, 32, 48, 49, 255, 256, 65_535, 65_536];
  for (const text of lengths.flatMap((n) => ['x'.repeat(n), 'ü'.repeat(n >>> 1)]))
    assert.equal(reader.unpack(written([text])), [text]);
});

test('writes what a library reads, and leaves earlier messages as they were', () => {
  const writer = new MsgpackWriter();
  const scalar = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double().map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
  );
  const before: (readonly [Scalar[], Uint8Array])[] = [];
  fc.assert(
    fc.property(fc.array(scalar, { maxLength: 40 }), (values) => {
      before.push([values, written(values, writer)]);
    }),
    { seed: 7, numRuns: 1_000 },
  );
  for (const [values, bytes] of before) assert.equal(reader.unpack(bytes), values);
});

test.run();
