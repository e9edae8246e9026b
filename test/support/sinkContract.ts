import { seededRandom } from '../../src/runtime/index.ts';
import { Crash } from './crash.ts';
import type { SinkPlace } from './sinkPlace.ts';
import { firstStored, SinkRun } from './sinkRun.ts';
import type { SinkStep, StoredCheckpoint } from './sinkRun.ts';
import type { Suite } from './suite.ts';

/** A sink as the contract needs it. */
export interface SinkCase {
  readonly place: () => Promise<SinkPlace> | SinkPlace;
  /** How many random runs, each with several crashes (default: 50). */
  readonly seeds?: number;
  /** Every how many points of the first run it crashes (default: 1, at all of them). */
  readonly firstStride?: number;
  /** Every how many pairs of crash points one is tried (default: 1, all of them). */
  readonly stride?: number;
}

/** Adds the tests that each sink has to pass that takes part in checkpoints. */
export function sinkContract(test: Suite<object>, given: SinkCase): void {
  test('shows the rows of committed checkpoints and no others, without a crash', () =>
    checkWithoutCrash(given));
  test('shows nothing more when the graph fails, and goes on from the checkpoint', () =>
    checkEachFailure(given));
  test('shows each row once and in order, wherever the process ends, also in the restart', () =>
    checkEachCrash(given));
  test('shows each row once and in order in random runs with several crashes', () =>
    checkRandomRuns(given));
}

/** All of the contract. Rejects with what a sink does that it must not. */
export async function checkSink(given: SinkCase): Promise<void> {
  await checkWithoutCrash(given);
  await checkEachFailure(given);
  await checkEachCrash(given);
  await checkRandomRuns(given);
}

/** A run with what there is: several writes, none, a checkpoint that is given up, one without rows. */
const STEPS: readonly SinkStep[] = [
  { write: 3 },
  { write: 1 },
  'checkpoint',
  { write: 2 },
  'giveUp',
  { write: 4 },
  'takeBack',
  { write: 1 },
  'checkpoint',
  'checkpoint',
  { write: 5 },
  'checkpoint',
];

async function checkWithoutCrash({ place }: SinkCase): Promise<void> {
  await runToEnd(await place(), STEPS, new Crash());
}

/** Something else than the sink fails: it is closed in good order. */
async function checkEachFailure(given: SinkCase): Promise<void> {
  for (let steps = 0; steps < STEPS.length; steps += 1) {
    const place = await given.place();
    const stored = await crashedRun(place, STEPS.slice(0, steps), new Crash(), firstStored);
    await runToEnd(place, STEPS, new Crash(), stored);
  }
}

async function checkEachCrash(given: SinkCase): Promise<void> {
  const whole = new Crash();
  await runToEnd(await given.place(), STEPS, whole);
  for (let first = 0; first < whole.passed; first += given.firstStride ?? 1) {
    const restart = await crashTwice(given, first, Infinity);
    for (let second = first % stride(given); second < restart; second += stride(given))
      await crashTwice(given, first, second);
  }
}

function stride(given: SinkCase): number {
  return given.stride ?? 1;
}

/** Gives how many points the second run has passed. */
async function crashTwice(given: SinkCase, first: number, second: number): Promise<number> {
  const place = await given.place();
  try {
    const stored = await crashedRun(place, STEPS, new Crash(first), firstStored);
    const restart = new Crash(second);
    const restored = await crashedRun(place, STEPS, restart, stored);
    if (restart.hasStruck) await runToEnd(place, STEPS, new Crash(), restored);
    return restart.passed;
  } catch (cause) {
    throw new Error(`crashed at point ${first}, then at ${second}: ${String(cause)}`, { cause });
  }
}

async function checkRandomRuns({ place, seeds = 50 }: SinkCase): Promise<void> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const empty = await place();
    try {
      await randomRun(empty, seededRandom(seed));
    } catch (cause) {
      throw new Error(`seed ${seed}: ${String(cause)}`, { cause });
    }
  }
}

/** Each start cuts the rows in its own way: nothing may depend on where a barrier was before a crash. */
async function randomRun(place: SinkPlace, random: () => number): Promise<void> {
  let stored = firstStored;
  for (let starts = Math.floor(random() * 6); starts > 0; starts -= 1) {
    const crash = new Crash(Math.floor(random() * 60));
    stored = await crashedRun(place, randomSteps(random), crash, { ...stored, step: 0 });
  }
  await runToEnd(place, randomSteps(random), new Crash(), { ...stored, step: 0 });
}

function randomSteps(random: () => number): readonly SinkStep[] {
  const steps = Array.from({ length: 12 }, (): SinkStep => {
    const chosen = random();
    if (chosen < 0.3) return 'checkpoint';
    if (chosen < 0.35) return 'takeBack';
    return chosen < 0.4 ? 'giveUp' : { write: Math.floor(random() * 6) };
  });
  return [...steps, 'checkpoint'];
}

async function crashedRun(
  place: SinkPlace,
  steps: readonly SinkStep[],
  crash: Crash,
  stored: StoredCheckpoint,
): Promise<StoredCheckpoint> {
  const run = new SinkRun(place, crash, stored);
  await run.toCrashOrEnd(steps);
  return run.stored;
}

async function runToEnd(
  place: SinkPlace,
  steps: readonly SinkStep[],
  crash: Crash,
  stored?: StoredCheckpoint,
): Promise<void> {
  const run = new SinkRun(place, crash, stored ?? firstStored);
  await run.toCrashOrEnd(steps);
  if (crash.hasStruck) throw new Error('the last run has to end');
}
