import { eventTime, fromArray, mapEach } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('stepLoop');

const failingAt =
  (bad: number, text: string) =>
  (value: number): number => {
    if (value === bad) throw new Error(text);
    return value;
  };

/** What came out of maps over 0 to 5, and the error behind it. */
function run(
  chunkSize: number,
  ...maps: readonly ((value: number) => number)[]
): readonly [results: readonly number[], error: string] {
  const results: number[] = [];
  let error = '';
  let stream = fromArray([0, 1, 2, 3, 4, 5], { chunkSize }).pipe(
    eventTime({ timestamp: (value) => value, outOfOrderness: 0 }),
  );
  for (const map of maps) stream = stream.pipe(mapEach(map));
  stream.subscribe({
    next: ({ values }) => void results.push(...values),
    error: (failure: Error) => (error = String((failure.cause as Error).message)),
  });
  return [results, error];
}

for (const size of [1, 2, 6]) {
  test(`the first value at which a map throws ends, whichever map it is, in runs of ${size}`, () => {
    const [early, late] = [failingAt(1, 'early'), failingAt(3, 'late')];
    assert.equal(run(size, late, early), [[0], 'early']);
    assert.equal(run(size, early, late), [[0], 'early']);
    assert.equal(run(size, failingAt(0, 'first'), early), [[], 'first']);
    assert.equal(run(size, failingAt(9, 'never'), late), [[0, 1, 2], 'late']);
  });
}

test.run();
