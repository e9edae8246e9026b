import { from } from 'rxjs';
import { mapAsync, mapEach } from '../../../operators/flow/index.ts';
import type { Failed } from '../../../operators/flow/index.ts';
import { SideOutput } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, frozen, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { cutStream, randomStream, unordered } from './asyncStreams.ts';
import type { Row } from './asyncStreams.ts';
import { laterAnswer } from './laterAnswer.ts';

const test = suite('mapAsync against mapEach');

interface Setting {
  readonly seed: number;
  readonly size: number;
  readonly ordered: boolean;
}

/** Runs with random delays; some answers are plain values, some calls fail first, some for good. */
function run({ seed, size, ordered }: Setting): { came: unknown[]; failed: unknown[] } {
  const random = randomFrom(seed);
  const chunks = cutStream(randomStream(random), size, ordered && random(2) === 0);
  const failing = new SideOutput<Failed<number>>();
  const failed = collect(failing.stream);
  const result = { came: [] as unknown[], failed: [] as unknown[] };
  marbles(({ scheduler }) => {
    const tries = new Map<number, number>();
    const answer = (value: number): PromiseLike<number> | number => {
      const tried = (tries.get(value) ?? 0) + 1;
      tries.set(value, tried);
      if (value % 7 === 3 || (value % 5 === 1 && tried < 2)) {
        if (random(2) === 0) throw new Error(`${value}`);
        return laterAnswer(scheduler, random(9), () => {
          throw new Error(`${value}`);
        });
      }
      return random(4) === 0 ? value * 2 : laterAnswer(scheduler, random(30), () => value * 2);
    };
    const stream = from(chunks).pipe(
      frozen(),
      mapAsync(answer, {
        concurrency: 1 + random(8),
        ordered,
        retry: { attempts: 2, delay: random(5) },
        timeout: 50,
        onError: failing,
        scheduler,
      }),
      frozen(),
    );
    const collected = collect(stream);
    scheduler.flush();
    assert.is(collected.error, undefined, `seed ${seed}`);
    assert.ok(collected.completed && failed.completed, `seed ${seed}: completes`);
    assert.is(collected.chunks.at(-1)?.watermark, Infinity, `seed ${seed}`);
    result.came = positions(collected.chunks);
    result.failed = positions(failed.chunks);
  });
  return result;
}

const isGood = (row: Row): boolean => row.value === undefined || (row.value / 2) % 7 !== 3;

/** What mapEach gives, without the values that fail for good. */
function expected(seed: number, size: number, ordered: boolean): Row[] {
  const random = randomFrom(seed);
  const chunks = cutStream(randomStream(random), size, ordered && random(2) === 0);
  const each = collect(from(chunks).pipe(mapEach((value) => value * 2)));
  return (positions(each.chunks) as Row[]).filter(isGood);
}

test('gives by position what mapEach gives, whenever the answers come and however chunks are cut', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    for (const size of [1, 2, 7, 512]) {
      const { came } = run({ seed, size, ordered: true });
      assert.equal(came, expected(seed, size, true), `seed ${seed}, chunks of ${size}`);
    }
  }
});

test('unordered, gives the same between any two raises of the watermark or marks', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    for (const size of [1, 2, 7, 512]) {
      const { came } = run({ seed, size, ordered: false });
      assert.equal(
        unordered(came as Row[]),
        unordered(expected(seed, size, false)),
        `seed ${seed}, chunks of ${size}`,
      );
    }
  }
});

test('gives the values that fail for good, between the same marks', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = randomFrom(seed);
    const entries = randomStream(random);
    const bad = entries.flatMap((entry): object[] =>
      'control' in entry
        ? [{ control: entry.control.kind, watermark: entry.before }]
        : entry.value % 7 === 3
          ? [{ value: entry.value, before: entry.before }]
          : [],
    );
    const { failed } = run({ seed, size: 1 + random(9), ordered: true });
    const seen = (failed as { value?: Failed<number>; before?: number; control?: string }[]).map(
      (row) => (row.value === undefined ? row : { value: row.value.value, before: row.before }),
    );
    assert.equal(seen, bad, `seed ${seed}`);
  }
});

test.run();
