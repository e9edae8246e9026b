import { from } from 'rxjs';
import { filterEach, flatMapEach, mapEach, tapEach } from '../../../operators/flow/index.ts';
import { operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk, Stream, StreamOperator } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import {
  chunkOf,
  collect,
  cutEvents,
  frozen,
  positions,
  randomFrom,
} from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('stateless stages');

type Stage = StreamOperator<number, number>;

const stages: readonly (() => Stage)[] = [
  () => mapEach((value) => value + 1),
  () => mapEach((value, timestamp) => value * 2 + (timestamp % 3)),
  () => filterEach((value) => value % 3 !== 0),
  () => filterEach(() => false),
  () => flatMapEach((value) => (value % 2 === 0 ? [value, value + 5] : [])),
  () => tapEach(() => undefined),
];

/** The same stage behind a plain Observable, so that nothing fuses with it. */
const alone =
  (stage: Stage): Stage =>
  (source) =>
    stage(source).pipe(frozen());

function chain(source: Stream<number>, chosen: readonly Stage[]): Stream<number> {
  return chosen.reduce((stream, stage) => stage(stream), source);
}

test('gives the same in one loop as one stage after the other, whatever the chunks are', () => {
  const random = randomFrom(21);
  for (let round = 0; round < 100; round += 1) {
    const events = Array.from({ length: random(30) }, (_, i) => ({
      value: random(50),
      at: i + random(9),
      arrival: i,
    }));
    const chosen = Array.from({ length: 1 + random(4) }, () =>
      (stages[random(stages.length)] as () => Stage)(),
    );
    const source = (size: number): Stream<number> =>
      from(cutEvents(events, { size, outOfOrderness: 5 })).pipe(frozen());
    const expected = positions(collect(chain(source(1), chosen.map(alone))).chunks);
    for (const size of [1, 7, 512]) {
      assert.equal(
        positions(collect(chain(source(size), chosen)).chunks),
        expected,
        `seed 21, round ${round}, ${size}`,
      );
    }
  }
});

test('makes neighbours one operator that names them all, and counts what goes in and out', () => {
  const stream = chain(
    from(
      cutEvents(
        [1, 2, 3].map((at) => ({ value: at, at })),
        { size: 2, outOfOrderness: 0 },
      ),
    ),
    [mapEach((value) => value), filterEach((value) => value > 1)],
  );
  collect(stream);
  const [info, ...more] = operatorsBehind(stream);
  assert.is(more.length, 0);
  assert.is(info?.kind, 'mapEach · filterEach');
  assert.equal([info?.counters.in, info?.counters.out, info?.counters.watermark], [3, 2, Infinity]);
});

test('does not change a stage that another one was fused to', () => {
  const source = from([chunkOf([[1, 1]], { watermark: 0 })]);
  const first = source.pipe(mapEach((value) => value + 1));
  const second = first.pipe(mapEach((value) => value * 10));
  assert.equal(collect(first).values, [2]);
  assert.equal(collect(second).values, [20]);
});

test('passes the columns of a chunk on uncopied where each value gives one', () => {
  const chunk = chunkOf(
    [
      [1, 1],
      [2, 2],
    ],
    { before: [0, 1], watermark: 1 },
  );
  const [result] = collect(
    from([chunk]).pipe(
      mapEach(String),
      tapEach(() => undefined),
    ),
  ).chunks;
  assert.is(result?.timestamps, chunk.timestamps);
  assert.is(result?.before, chunk.before);
});

test('says nothing for an empty chunk that tells nothing new', () => {
  const chunk = chunkOf([[1, 1]], { before: 0, watermark: 5 });
  const { chunks } = collect(from([chunk, chunk, chunk]).pipe(filterEach(() => false)));
  assert.is(chunks.length, 1);
});

test('emits what came before a throw in the middle of a fused loop, with the watermark it met', () => {
  const chunk: Chunk<number> = chunkOf(
    [
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ],
    { before: [0, 9, 19, 29], watermark: 39 },
  );
  const failing = tapEach((value: number) => {
    if (value === 3) throw new Error('three');
  });
  const { chunks, error } = collect(
    from([chunk]).pipe(
      flatMapEach((value) => [value, value]),
      failing,
    ),
  );
  assert.equal(chunks, [
    {
      ...chunk,
      values: [1, 1, 2, 2],
      timestamps: [10, 10, 20, 20],
      before: [0, 0, 9, 9],
      watermark: 19,
    },
  ]);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'flatMapEach · tapEach: a function given to it threw Error: three',
  );
});

test.run();
