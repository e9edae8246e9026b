import { from, Subject } from 'rxjs';
import { filterEach, flatMapEach, mapEach, tapEach } from '../../../operators/flow/index.ts';
import type { EachStepConfig, Failed } from '../../../operators/flow/index.ts';
import {
  IDLE,
  makeChunk,
  operatorsBehind,
  SideOutput,
  SnapshotCollector,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Control, StreamOperator } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, frozen, positions, randomFrom } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('stages by value with an output for what fails');

operatorContract(test, {
  build: () => mapEach((value: number) => value, { onError: new SideOutput<Failed<number>>() }),
});

/** Each stage in a form that throws for multiples of 3, and the same without those values. */
const stages: Record<
  string,
  (
    config?: EachStepConfig<number>,
  ) => readonly [throwing: StreamOperator<number, number>, good: StreamOperator<number, number>]
> = {
  mapEach: (config) => [
    mapEach((value: number) => check(value) * 2, config),
    mapEach((value) => value * 2),
  ],
  filterEach: (config) => [
    filterEach((value: number) => check(value) % 2 === 0, config),
    filterEach((value) => value % 2 === 0),
  ],
  tapEach: (config) => [
    tapEach((value: number) => void check(value), config),
    mapEach((value) => value),
  ],
  flatMapEach: (config) => [
    flatMapEach((value: number) => halves(value), config),
    flatMapEach((value) => [value, value / 2, value / 4].slice(0, value % 4)),
  ],
};

function check(value: number): number {
  if (value % 3 === 0) throw new Error(`no ${value}`);
  return value;
}

/** Fails behind its first results. */
function* halves(value: number): Iterable<number> {
  for (let i = 0; i < value % 4; i += 1) yield value / 2 ** i;
  check(value);
}

function randomChunks(random: (below: number) => number): Chunk<number>[] {
  let watermark = 0;
  const control = (id: number): Control | undefined =>
    [undefined, IDLE, { kind: 'barrier', id, collector: new SnapshotCollector() } as const][
      random(3)
    ];
  return Array.from({ length: 1 + random(8) }, (_, id) => {
    const rows = Array.from({ length: random(6) }, () => ({
      value: random(40),
      at: random(100),
      before: (watermark += random(2)),
    }));
    return makeChunk({
      values: rows.map(({ value }) => value),
      timestamps: rows.map(({ at }) => at),
      before: rows.map(({ before }) => before),
      watermark: (watermark += random(3)),
      control: control(id + 1),
    });
  });
}

test('gives what the stage gives without the values that fail, and those on the side', () => {
  for (const [kind, make] of Object.entries(stages)) {
    for (let seed = 1; seed <= 200; seed += 1) {
      const chunks = randomChunks(randomFrom(seed));
      const output = new SideOutput<Failed<number>>();
      const failed = collect(output.stream);
      const [throwing, good] = make({ onError: output });
      const stream = from(chunks).pipe(frozen(), throwing);
      const result = collect(stream.pipe(frozen()));
      const kept = from(chunks).pipe(
        filterEach((value) => value % 3 !== 0),
        good,
      );
      const place = `${kind}, seed ${seed}`;
      assert.equal(positions(result.chunks), positions(collect(kept).chunks), place);
      const bad = collect(from(chunks).pipe(filterEach((value) => value % 3 === 0)));
      const letters = positions(failed.chunks) as { value?: Failed<number> }[];
      assert.equal(
        letters.map((row) => (row.value === undefined ? row : { ...row, value: row.value.value })),
        positions(bad.chunks),
        place,
      );
      assert.ok(result.completed && failed.completed, place);
      assert.is(operatorsBehind(stream)[0]?.counters.failed, bad.values.length, place);
    }
  }
});

test('tells of a value that failed when it was, why, and who gave it up', () => {
  for (const [operator, make] of Object.entries(stages)) {
    const output = new SideOutput<Failed<number>>();
    const failed = collect(output.stream);
    collect(from([chunkOf([[3, 7]], { watermark: 0 })]).pipe(make({ onError: output })[0]));
    const error = new Error('no 3');
    assert.equal(failed.values, [{ value: 3, timestamp: 7, error, attempts: 1, operator }]);
  }
});

test('leaves its neighbours in one loop, and needs none of its own where it fails the stream', () => {
  const source = from([chunkOf([[1, 1]], { watermark: 0 })]);
  const plain = mapEach((value: number) => value, { onError: 'fail' });
  const output = new SideOutput<Failed<number>>();
  const kinds = (stream: StreamOperator<number, number>): string[] =>
    operatorsBehind(stream(source)).map(({ kind }) => kind);
  assert.equal(
    kinds((stream) => stream.pipe(plain, plain)),
    ['mapEach · mapEach'],
  );
  const guarded = mapEach((value: number) => value, { onError: output });
  assert.equal(
    kinds((stream) => stream.pipe(plain, plain, guarded, plain, plain)),
    ['mapEach · mapEach', 'mapEach', 'mapEach · mapEach'],
  );
});

test('fails both outputs with its source', () => {
  const output = new SideOutput<Failed<number>>();
  const failed = collect(output.stream);
  const source = new Subject<Chunk<number>>();
  const result = collect(source.pipe(mapEach(check, { onError: output })));
  source.next(chunkOf([[3, 1]], { watermark: 5 }));
  source.next(makeChunk({ watermark: 1 }));
  assert.hasCode(result.error, 'MILLRACE_WATERMARK_WENT_BACK');
  assert.is(failed.error, result.error);
  assert.is(failed.values.length, 1);
});

test('takes what its own results bring about after what is in work', () => {
  const output = new SideOutput<Failed<number>>();
  const source = new Subject<Chunk<number>>();
  const seen: number[] = [];
  source.pipe(mapEach(check, { onError: output })).subscribe(({ values }) => {
    seen.push(...values);
    if (values[0] === 1) source.next(chunkOf([[4, 2]], { before: 0, watermark: 0 }));
  });
  output.stream.subscribe(({ values }) => {
    if (values.length > 0) source.next(chunkOf([[2, 2]], { before: 0, watermark: 0 }));
  });
  const row = (value: number): [number, number] => [value, 1];
  source.next(chunkOf([1, 3].map(row), { before: 0, watermark: 0 }));
  assert.equal(seen, [1, 2, 4]);
});

test('refuses bad fields', () => {
  for (const [kind, make] of Object.entries(stages)) {
    assert.throws(
      () => make({ onError: 'drop' as never }),
      `${kind}: onError: expected 'fail' or a SideOutput, got 'drop'`,
    );
    assert.throws(() => make(3 as never), `${kind}: config: expected an object, got 3`);
  }
});

test.run();
