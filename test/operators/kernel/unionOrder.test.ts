import { Subject } from 'rxjs';
import {
  IDLE,
  makeChunk,
  SnapshotCollector,
  SnapshotReader,
  union,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Stream, UnionConfig } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, frozen } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('the order of a union, judged by the input');

type Row = readonly [value: string, timestamp: number];

const mark = (watermark: number): Chunk<string> => makeChunk({ watermark });
const idle = (watermark: number): Chunk<string> => makeChunk({ watermark, control: IDLE });
const rows = (before: number | number[], watermark: number, ...given: Row[]): Chunk<string> =>
  chunkOf(given, { before, watermark });

interface Fed {
  readonly inputs: Subject<Chunk<string>>[];
  readonly out: Collected<string>;
  readonly stream: Stream<string>;
}

function fed(count: number, config: UnionConfig): Fed {
  const inputs = Array.from({ length: count }, () => new Subject<Chunk<string>>());
  const stream = union(inputs, config);
  return { inputs, out: collect(stream.pipe(frozen())), stream };
}

test('gives events by the watermarks of their inputs before them, then by the inputs', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2, { lateBy: 'input' });
  b?.next(rows([1, 4, 4], 9, ['b1', 2], ['b2', 8], ['b3', 5]));
  assert.equal(out.values, []);
  a?.next(rows([0, 4, 6], 7, ['a1', 1], ['a2', 6], ['a3', 9]));
  assert.equal(out.values, ['a1', 'b1', 'a2', 'b2', 'b3', 'a3']);
  assert.equal(
    out.chunks.flatMap(({ before }) => before),
    [0, 1, 4, 4, 4, 6],
  );
});

test('gives an event that waited the watermark of its own input, and keeps it over a snapshot', () => {
  const config = { lateBy: 'input' } as const;
  const {
    inputs: [a, b],
    out,
    stream,
  } = fed(2, config);
  b?.next(mark(3));
  a?.next(rows([2, 20], 30, ['on time', 11], ['late', 15]));
  assert.equal(out.values, ['on time']);
  assert.is((stream as unknown as { info: { stateSize(): number } }).info.stateSize(), 1);
  const collector = new SnapshotCollector();
  const barrier = { kind: 'barrier', id: 1, collector } as const;
  a?.next(makeChunk({ watermark: 30, control: barrier }));
  b?.next(makeChunk({ watermark: 3, control: barrier }));
  const restored = fed(2, config);
  const state = new SnapshotReader(structuredClone(collector.snapshot));
  for (const input of restored.inputs)
    input.next(makeChunk({ watermark: -Infinity, control: { kind: 'restore', state } }));
  for (const { inputs, out: seen } of [{ inputs: [a, b], out }, restored]) {
    inputs[1]?.next(rows([19, 25], 27, ['x', 22], ['y', 26]));
    const chunk = seen.chunks.at(-1);
    assert.equal(chunk, rows([19, 20, 25], 27, ['x', 22], ['late', 15], ['y', 26]));
  }
});

test('lets out what waits when all inputs fall silent', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2, { lateBy: 'input' });
  a?.next(rows([2, 9], 9, ['a', 3], ['b', 10]));
  b?.next(rows([4, 9], 9, ['c', 5], ['d', 10]));
  assert.equal(out.values, ['a', 'c']);
  a?.next(idle(9));
  assert.equal(out.values, ['a', 'c']);
  b?.next(idle(9));
  assert.equal(out.values, ['a', 'c', 'b', 'd']);
});

test('fails when more events wait than it may hold', () => {
  const { inputs, out } = fed(2, { lateBy: 'input', limit: 2 });
  inputs[0]?.next(rows(10, 10, ['p', 1], ['q', 1], ['r', 1]));
  assert.hasCode(out.error, 'MILLRACE_OVERFLOW', 'union: more than 2 events wait');
});

test.run();
