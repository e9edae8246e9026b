import { Subject } from 'rxjs';
import { IDLE, makeChunk, union, watermarkBefore } from '../../../operators/kernel/index.ts';
import type { Chunk, Stream, UnionConfig } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, frozen, randomFrom } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('UnionWatermark');

type Row = readonly [value: string, timestamp: number];

const mark = (watermark: number): Chunk<string> => makeChunk({ watermark });
const idle = (watermark: number): Chunk<string> => makeChunk({ watermark, control: IDLE });
const rows = (before: number | number[], watermark: number, ...given: Row[]): Chunk<string> =>
  chunkOf(given, { before, watermark });

/** A union of so many inputs that the test feeds. */
function fed(
  count: number,
  config?: UnionConfig,
): { inputs: Subject<Chunk<string>>[]; out: Collected<string>; stream: Stream<string> } {
  const inputs = Array.from({ length: count }, () => new Subject<Chunk<string>>());
  const stream = union(inputs, config);
  return { inputs, out: collect(stream.pipe(frozen())), stream };
}

const watermarks = (out: Collected<string>): number[] =>
  out.chunks.map(({ watermark }) => watermark);
const controls = (out: Collected<string>): unknown[] =>
  out.chunks.flatMap(({ control }) => control?.kind ?? []);

test('has the smallest watermark of its inputs once all have told one', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  a?.next(mark(10));
  b?.next(mark(4));
  b?.next(mark(20));
  a?.next(mark(15));
  assert.equal(watermarks(out), [4, 10, 15]);
});

test('raises the watermark by position where the input in work is the one that holds it', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  b?.next(mark(12));
  a?.next(rows([0, 9, 19, 29], 39, ['a', 10], ['b', 20], ['c', 30], ['d', 40]));
  assert.equal(out.chunks, [rows([0, 9, 12, 12], 12, ['a', 10], ['b', 20], ['c', 30], ['d', 40])]);
});

test('never says a watermark that an input may still fall below, whatever comes', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const { inputs, out } = fed(3);
    const own = [0, 0, 0];
    const told = inputs.map(() => -Infinity);
    for (let step = 0; step < 80; step += 1) {
      const index = random(3);
      const before = Array.from(
        { length: random(4) },
        () => (own[index] = (own[index] as number) + random(6)),
      );
      own[index] = (own[index] as number) + random(6);
      const allowed = Math.min(...told.map((mark_, i) => (i === index ? Infinity : mark_)));
      const sent = out.chunks.length;
      inputs[index]?.next(
        rows(before, own[index] as number, ...before.map((at) => ['v', at + 1] as const)),
      );
      told[index] = own[index] as number;
      const [chunk] = out.chunks.slice(sent);
      const expected = before.map((mine) => Math.min(mine, allowed));
      if (before.length > 0)
        assert.equal(
          before.map((_, i) => watermarkBefore(chunk as Chunk<string>, i)),
          expected,
          `seed ${seed}, step ${step}`,
        );
      if (chunk !== undefined)
        assert.is(chunk.watermark, Math.min(...told), `seed ${seed}, step ${step}`);
    }
  }
});

test('goes on without an input that is idle, until its next value', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  a?.next(mark(5));
  b?.next(mark(3));
  b?.next(idle(3));
  a?.next(mark(9));
  b?.next(rows(9, 9, ['back', 10]));
  a?.next(mark(50));
  assert.equal(watermarks(out), [3, 5, 9, 9]);
  b?.next(mark(20));
  assert.is(out.chunks.at(-1)?.watermark, 20);
  assert.equal(controls(out), []);
});

test('leaves an input out that comes back behind the watermark, until it has caught up', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  b?.next(idle(3));
  a?.next(mark(100));
  b?.next(rows([3, 60], 70, ['x', 50], ['y', 71]));
  a?.next(mark(120));
  assert.equal(watermarks(out), [100, 100, 120]);
  b?.next(rows([70, 125], 130, ['z', 126], ['w', 131]));
  a?.next(mark(200));
  assert.equal(watermarks(out), [100, 100, 120, 120, 130]);
});

test('is idle when all its inputs are, and holds its watermark', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  a?.next(idle(10));
  assert.equal(controls(out), []);
  b?.next(mark(4));
  b?.next(idle(4));
  assert.equal(controls(out), ['idle']);
  assert.is(out.chunks.at(-1)?.watermark, 4);
  a?.next(rows(10, 10, ['again', 11]));
  assert.is(out.chunks.at(-1)?.watermark, 10);
  a?.next(idle(10));
  assert.equal(controls(out), ['idle', 'idle']);
});

test('goes on without an input that has ended, and is idle when the others are', () => {
  const {
    inputs: [a, b, c],
    out,
  } = fed(3);
  a?.next(mark(1));
  b?.next(mark(5));
  c?.next(mark(7));
  a?.complete();
  assert.is(out.chunks.at(-1)?.watermark, 5);
  b?.next(idle(5));
  c?.complete();
  assert.equal(controls(out), ['idle']);
  assert.is(out.chunks.at(-1)?.watermark, 7);
});

test('does not end an idle input because the others have told the watermark Infinity', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  b?.next(idle(3));
  a?.next(mark(10));
  a?.next(mark(Infinity));
  a?.complete();
  assert.is(out.chunks.at(-1)?.watermark, 10);
  b?.complete();
  assert.is(out.chunks.at(-1)?.watermark, Infinity);
  assert.ok(out.completed);
});

test.run();
