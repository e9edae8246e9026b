import {
  eventTime,
  filterEach,
  fixedWindow,
  flatMapEach,
  fromArray,
  mapEach,
  sum,
  values,
} from '../../../operators/index.ts';
import type { Stream, StreamOperator } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { frozen, randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('stepLoop');

const failingAt =
  (bad: number, text: string) =>
  (value: number): number => {
    if (value === bad) throw new Error(text);
    return value;
  };

type Stage = StreamOperator<number, number>;

/** What came out of stages over numbers, and the error behind it. */
function runStages(
  numbers: readonly number[],
  chunkSize: number,
  stages: readonly Stage[],
): readonly [results: readonly number[], error: string] {
  const results: number[] = [];
  let error = '';
  let stream = fromArray(numbers, { chunkSize }).pipe(
    eventTime({ timestamp: (value) => value, outOfOrderness: 0 }),
  );
  for (const stage of stages) stream = stream.pipe(stage);
  stream.subscribe({
    next: ({ values }) => void results.push(...values),
    error: (failure: Error) => (error = String((failure.cause as Error).message)),
  });
  return [results, error];
}

const run = (chunkSize: number, ...maps: readonly ((value: number) => number)[]) =>
  runStages(
    [0, 1, 2, 3, 4, 5],
    chunkSize,
    maps.map((map) => mapEach(map)),
  );

for (const size of [1, 2, 6]) {
  test(`the first value at which a map throws ends, whichever map it is, in runs of ${size}`, () => {
    const [early, late] = [failingAt(1, 'early'), failingAt(3, 'late')];
    assert.equal(run(size, late, early), [[0], 'early']);
    assert.equal(run(size, early, late), [[0], 'early']);
    assert.equal(run(size, failingAt(0, 'first'), early), [[], 'first']);
    assert.equal(run(size, failingAt(9, 'never'), late), [[0, 1, 2], 'late']);
  });
}

/** A stage, and what it makes of one value by itself. */
interface Known {
  readonly stage: Stage;
  readonly results: (value: number) => readonly number[];
}

/** A stage of any kind that fails at one value, if that ever comes to it. */
function anyStage(random: (below: number) => number, text: string): Known {
  const check = failingAt(random(40), text);
  const map = (value: number): number => check(value) + 1;
  const keep = (value: number): boolean => check(value) % 3 !== 0;
  const expand = (value: number): number[] => (check(value) % 2 === 0 ? [value, value + 7] : []);
  const kinds: readonly Known[] = [
    { stage: mapEach(map), results: (value) => [map(value)] },
    { stage: filterEach(keep), results: (value) => (keep(value) ? [value] : []) },
    { stage: flatMapEach(expand), results: expand },
  ];
  // Maps and filters are more often neighbours of their own kind.
  return kinds[Math.floor(random(5) / 2)] as Known;
}

/** One value after the other through all stages, up to the first error. */
function valueByValue(
  numbers: readonly number[],
  stages: readonly Known[],
): readonly [results: readonly number[], error: string] {
  const results: number[] = [];
  const through = (value: number, [stage, ...rest]: readonly Known[]): void => {
    if (stage === undefined) return void results.push(value);
    for (const result of stage.results(value)) through(result, rest);
  };
  try {
    for (const value of numbers) through(value, stages);
  } catch (error) {
    return [results, (error as Error).message];
  }
  return [results, ''];
}

test('gives out what came before the first value at which a stage throws, whatever the stages are', () => {
  const random = randomFrom(7);
  let failed = 0;
  for (let round = 0; round < 500; round += 1) {
    const numbers = Array.from({ length: 1 + random(20) }, () => random(40));
    const stages = Array.from({ length: 1 + random(4) }, (_, i) => anyStage(random, `stage ${i}`));
    const expected = valueByValue(numbers, stages);
    if (expected[1] !== '') failed += 1;
    for (const size of [1, 3, 20]) {
      const came = runStages(
        numbers,
        size,
        stages.map(({ stage }) => stage),
      );
      assert.equal(came, expected, `seed 7, round ${round}, runs of ${size}`);
    }
  }
  assert.ok(failed > 100, `${failed} failed`);
});

/** What windows behind stages told before the stream ended, and the error. */
function panesBehind(
  numbers: readonly number[],
  { size, stages, isFused }: { size: number; stages: readonly Known[]; isFused: boolean },
): readonly unknown[] {
  const told: unknown[] = [];
  const entered = fromArray(numbers, { chunkSize: size }).pipe(
    eventTime({ timestamp: (value) => value, outOfOrderness: 2 }),
  );
  let stream: Stream<number> = isFused ? entered : entered.pipe(frozen());
  for (const { stage } of stages) stream = stream.pipe(stage);
  stream
    .pipe(
      fixedWindow({ size: 5, late: 'drop', aggregate: { sum: sum((value) => value) } }),
      values(),
    )
    .subscribe({
      next: ({ window, value }) => told.push([window.start, value.sum]),
      error: (error: Error) => told.push((error.cause as Error).message),
    });
  return told;
}

test('fires the same windows before a stage throws, however the chunks are cut', () => {
  const random = randomFrom(11);
  for (let round = 0; round < 500; round += 1) {
    const numbers = Array.from({ length: 2 + random(20) }, (_, i) => i * 2 + random(4));
    const stages = Array.from({ length: 1 + random(3) }, (_, i) => anyStage(random, `stage ${i}`));
    const expected = panesBehind(numbers, { size: 1, stages, isFused: true });
    for (const size of [1, 2, 5, 20])
      for (const isFused of [true, false])
        assert.equal(
          panesBehind(numbers, { size, stages, isFused }),
          expected,
          `seed 11, round ${round}, runs of ${size}, ${isFused ? '' : 'not '}fused`,
        );
  }
});

test.run();
