import { PassThrough } from 'node:stream';
import { Frame } from '../../../src/feed/frame.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('Frame');

const HEADERS: readonly (readonly [length: number, header: string])[] = [
  [0, '8100'],
  [1, '8101'],
  [125, '817d'],
  [126, '817e007e'],
  [65_535, '817effff'],
  [65_536, '817f0000000000010000'],
];

test('has the header of an unmasked, whole WebSocket frame', () => {
  for (const [length, header] of HEADERS) {
    const { bytes, payloadLength } = new Frame(Buffer.alloc(length, 'x'), false);
    assert.is(bytes.subarray(0, header.length / 2).toString('hex'), header);
    assert.equal([bytes.length, payloadLength], [header.length / 2 + length, length]);
  }
});

test('gives its message back as its codec reads it', () => {
  assert.is(new Frame(Buffer.from('räder'), false).payload(), 'räder');
  const binary = new Frame(Buffer.from([1, 2]), true);
  assert.equal([...(binary.payload() as Buffer)], [1, 2]);
  assert.is(binary.bytes[0], 0x82);
});

test('is what a stream writes, byte for byte', () => {
  const stream = new PassThrough();
  stream.write(new Frame(Buffer.from('a'), false).bytes);
  assert.equal([...(stream.read() as Buffer)], [0x81, 1, 0x61]);
});

test.run();
