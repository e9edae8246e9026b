import { from } from 'rxjs';
import { filterEach, mapAsync, mapBatchAsync, mapEach } from '../../../operators/flow/index.ts';
import type { AsyncConfig, BreakerConfig, Failed } from '../../../operators/flow/index.ts';
import { SideOutput, StreamError } from '../../../operators/kernel/index.ts';
import type { StreamOperator } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, frozen, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { cutStream, randomStream, unordered } from './asyncStreams.ts';
import type { Row } from './asyncStreams.ts';
import { FlakyService, PATIENCE, Refused } from './flakyService.ts';

const test = suite('retries, breakers and partial batches against what a service was asked');

type Random = (below: number) => number;

function randomBreaker(random: Random): BreakerConfig | undefined {
  const times = { window: 10 + random(100), resetAfter: 1 + random(60), halfOpen: 1 + random(3) };
  if (random(3) === 0) return undefined;
  if (random(2) === 0) return { ...times, failures: 1 + random(4) };
  return { ...times, rate: 0.5, minimum: 1 + random(5) };
}

/** How a run goes; the same for a seed. */
function randomConfig(random: Random): AsyncConfig<number> {
  const breaker = randomBreaker(random);
  return {
    concurrency: 1 + random(6),
    ordered: random(2) === 0,
    timeout: PATIENCE,
    retry: {
      attempts: 1 + random(4),
      delay: random(20),
      when: (error) => !(error instanceof Refused),
    },
    ...(breaker && { breaker }),
  };
}

interface Outcome {
  readonly faults: number;
  readonly partial: boolean;
}

/** Runs a stage over a random stream and holds what came out to what the service was asked. */
function check(
  seed: number,
  build: (
    service: FlakyService,
    config: AsyncConfig<number>,
    random: Random,
  ) => StreamOperator<number, number>,
): Outcome {
  const random = randomFrom(seed);
  const chunks = cutStream(randomStream(random), 1 + random(12), false);
  const config = randomConfig(random);
  const place = `seed ${seed}`;
  let outcome: Outcome = { faults: 0, partial: false };
  marbles(({ scheduler }) => {
    const service = new FlakyService(scheduler, random);
    const output = new SideOutput<Failed<number>>();
    const failed = collect(output.stream);
    const stage = build(service, { ...config, onError: output, scheduler }, random);
    const result = collect(from(chunks).pipe(frozen(), stage, frozen()));
    scheduler.flush();
    assert.is(result.error, undefined, place);
    assert.ok(result.completed && failed.completed, `${place}: completes`);
    const last = (value: number): Error | undefined => service.attempts.get(value)?.at(-1);
    const expected = from(chunks).pipe(
      filterEach((value) => service.attempts.has(value) && last(value) === undefined),
      mapEach((value) => value * 2),
    );
    const sort = (rows: Row[]): Row[] => (config.ordered === true ? rows : unordered(rows));
    const [came, kept] = [positions(result.chunks), positions(collect(expected).chunks)] as Row[][];
    assert.equal(sort(came ?? []), sort(kept ?? []), `${place}: results`);
    checkLetters(place, failed.values, service, config);
    checkAttempts(place, service, config);
    outcome = {
      faults: [...service.attempts.values()].flat().filter((one) => one !== undefined).length,
      partial: service.sizes.some((size, index) => size < (service.sizes[index - 1] ?? 0)),
    };
    assert.is(scheduler.actions.length, 0, `${place}: no timer is left`);
  });
  return outcome;
}

/** Each value that failed for good is there once, with its last error and the number of attempts. */
function checkLetters(
  place: string,
  letters: readonly Failed<number>[],
  { attempts }: FlakyService,
  { retry }: AsyncConfig<number>,
): void {
  const bad = [...attempts].filter(([, made]) => made.at(-1) !== undefined);
  const byValue = new Map(letters.map((letter) => [letter.value, letter]));
  assert.equal(
    [...byValue.keys()].toSorted((a, b) => a - b),
    bad.map(([value]) => value).toSorted((a, b) => a - b),
    `${place}: dead letters`,
  );
  assert.is(letters.length, bad.length, `${place}: each once`);
  for (const [value, made] of bad) {
    const letter = byValue.get(value);
    const error = made.at(-1);
    assert.is(letter?.attempts, made.length, `${place}: attempts of ${value}`);
    if (error?.message === 'silence') assert.instance(letter?.error, StreamError, place);
    else assert.is(letter?.error, error, `${place}: error of ${value}`);
    assert.ok(error instanceof Refused || made.length === retry?.attempts, `${place}: ${value}`);
  }
}

/** No value is worked on again once it has succeeded, was refused or has used its attempts up. */
function checkAttempts(
  place: string,
  { attempts }: FlakyService,
  { retry }: AsyncConfig<number>,
): void {
  for (const [value, made] of attempts) {
    const about = `${place}: value ${value}`;
    assert.ok(made.length <= (retry?.attempts ?? 1), about);
    const before = made.slice(0, -1);
    assert.ok(
      before.every((error) => error !== undefined && !(error instanceof Refused)),
      about,
    );
  }
}

test('loses nothing and does nothing twice value by value', () => {
  let faults = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    faults += check(seed, (service, config) =>
      mapAsync((value) => service.one(value), config),
    ).faults;
  }
  assert.ok(faults > 3_000, `${faults} faults struck`);
});

test('loses nothing and does nothing twice in batches of which a part fails', () => {
  let [faults, partial] = [0, 0];
  for (let seed = 1; seed <= 700; seed += 1) {
    const outcome = check(seed, (service, config, random) => {
      const count = 1 + random(9);
      const batch = [
        { count },
        { count, time: 1 + random(20) },
        { time: 1 + random(20), limit: count },
        { bytes: count * 2, sizeOf: (value: number) => value % 5 },
      ][random(4)] as { count: number };
      return mapBatchAsync((values) => service.many(values), { ...config, batch });
    });
    faults += outcome.faults;
    partial += outcome.partial ? 1 : 0;
  }
  assert.ok(faults > 7_000, `${faults} faults struck`);
  assert.ok(partial > 200, `${partial} runs had a smaller batch behind a larger one`);
});

test.run();
