import { ManualRuntime } from '../../../../src/runtime/index.ts';
import * as assert from '../../../support/assert.ts';
import { randomFrom } from '../../../support/chunks.ts';
import { memoryStore } from '../../../support/memoryStore.ts';
import { suite } from '../../../support/suite.ts';
import { randomGraph } from './randomPressure.ts';

const test = suite('back-pressure in random graphs');

const SEEDS = 60;

/** More steps than any of them needs: what is not done by then stands still. */
const MOST_STEPS = 20_000;

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** @returns the most values of one source that were on their way at once */
async function check(seed: number, hasCheckpoints: boolean): Promise<number> {
  const about = `seed ${seed}${hasCheckpoints ? ' with checkpoints' : ''}`;
  const runtime = new ManualRuntime({ seed });
  const { graph, outputs, inFlight } = randomGraph(randomFrom(seed), runtime);
  const every = 7;
  const run = graph.run(hasCheckpoints ? { checkpoints: { store: memoryStore(), every } } : {});
  let isOver = false;
  const finished = run.finished.finally(() => (isOver = true));
  let peak = 0;
  for (let step = 0; !isOver; step += 1) {
    await runtime.settle(1);
    for (const [source, { held, most }] of inFlight().entries()) {
      peak = Math.max(peak, held);
      const told = `${about}, source ${source}: ${held} values in flight, at most ${most}`;
      assert.ok(held <= most, told);
    }
    if (step > MOST_STEPS) assert.ok(false, `${about}: stands still\n${graph.explain().text}`);
  }
  await finished;
  assert.ok(
    inFlight().every(({ held }) => held === 0),
    `${about}: in flight at the end`,
  );
  for (const [index, { expected, got }] of outputs.entries())
    assert.equal(sorted(got), sorted(expected), `${about}: output ${index}`);
  return peak;
}

for (const hasCheckpoints of [false, true]) {
  const how = hasCheckpoints ? ', with checkpoints' : '';
  test(`never holds more than the marks allow, loses nothing, and ends${how}`, async () => {
    let peaks = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) peaks += await check(seed, hasCheckpoints);
    assert.ok(
      peaks > 10 * SEEDS,
      `the graphs held ${peaks} values in all: too few to tell anything`,
    );
  });
}

test.run();
