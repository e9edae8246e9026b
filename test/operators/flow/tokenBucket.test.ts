import { TokenBucket } from '../../../operators/flow/tokenBucket.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('TokenBucket');

test('gives a full bucket at once and then one token in each interval', () => {
  const bucket = new TokenBucket(1, 10, 3);
  assert.is(bucket.take(5, 100), 3);
  assert.is(bucket.delay(100), 10);
  assert.is(bucket.take(1, 109), 0);
  assert.is(bucket.take(5, 110), 1);
});

test('fills up again in a pause, to the burst and no further', () => {
  const bucket = new TokenBucket(1, 10, 3);
  bucket.take(3, 0);
  assert.is(bucket.take(9, 1_000_000), 3);
});

test('counts thirds of a millisecond without an error', () => {
  const bucket = new TokenBucket(3, 1_000, 1);
  const leaves = Array.from({ length: 1_001 }, (_, i) => i).filter(
    (now) => bucket.take(1, now) === 1,
  );
  assert.equal(leaves, [0, 334, 668]);
  const exact = new TokenBucket(3, 1, 3);
  let sum = 0;
  for (let now = 0; now < 1_000; now += 1) sum += exact.take(9, now);
  assert.is(sum, 3_000);
});

test('never gives more than the rate and the burst over any interval', () => {
  const random = randomFrom(3);
  for (let round = 0; round < 200; round += 1) {
    const [rate, per, burst] = [1 + random(5), 1 + random(50), 1 + random(6)];
    const bucket = new TokenBucket(rate, per, burst);
    const left: number[] = [];
    for (let now = 0, i = 0; i < 60; i += 1, now += random(12)) {
      const taken = bucket.take(random(5), now);
      for (let k = 0; k < taken; k += 1) left.push(now);
    }
    assert.ok(obeys(left, rate, per, burst), `seed 3, round ${round}`);
  }
});

function obeys(times: readonly number[], rate: number, per: number, burst: number): boolean {
  return times.every((from, i) =>
    times.every((to, j) => j < i || j - i + 1 <= (rate * (to - from)) / per + burst + 1e-9),
  );
}

test('goes on from a snapshot at the level it had', () => {
  const bucket = new TokenBucket(1, 10, 2);
  bucket.take(2, 500);
  const later = new TokenBucket(1, 10, 2);
  later.restore(bucket.snapshot(505));
  assert.is(later.take(2, 505), 0);
  assert.is(later.take(2, 510), 1);
});

test('does not stop for long when the clock is set back', () => {
  const bucket = new TokenBucket(1, 10, 2);
  bucket.take(2, 1_000_000);
  assert.ok(bucket.delay(0) <= 10);
});

test.run();
