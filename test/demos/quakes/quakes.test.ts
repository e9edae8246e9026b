import { readQuakes, runQuakes } from 'millrace/demos/quakes';
import type { Quake } from 'millrace/demos/quakes';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('quakes');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Counted by hand: no window operator, one number for the watermark. */
function countPlainly(
  quakes: readonly Quake[],
  bound: number,
  lateness: number,
): { readonly behind: number; readonly late: number } {
  let watermark = -Infinity;
  let [behind, late] = [0, 0];
  for (const { time } of quakes) {
    const end = Math.floor(time / HOUR) * HOUR + HOUR;
    if (time <= watermark) behind += 1;
    if (end - 1 + lateness <= watermark) late += 1;
    watermark = Math.max(watermark, time - bound - 1);
  }
  return { behind, late };
}

for (const [bound, behind, late] of [
  [MINUTE, 1_287, 1_157],
  [HOUR, 1_064, 1_010],
  [DAY, 314, 311],
] as const) {
  test(`a bound of ${bound} ms leaves ${behind} behind the watermark and ${late} late`, async () => {
    const config = { outOfOrderness: bound, allowedLateness: 0 };
    const result = await runQuakes(await readQuakes(), config);
    assert.is(result.events, 1_707);
    assert.is(result.behind, behind);
    assert.is(result.late, late);
    assert.is(result.corrections, 0);
  });
}

test('with any bounds the counts are those of a plain loop, and no earthquake is unaccounted for', async () => {
  const quakes = await readQuakes();
  for (const [bound, lateness] of [
    [0, 0],
    [MINUTE, DAY],
    [6 * HOUR, 6 * HOUR],
    [30 * DAY, 0],
  ] as const) {
    const config = { outOfOrderness: bound, allowedLateness: lateness };
    const { behind, late, panes } = await runQuakes(quakes, config);
    assert.equal({ behind, late }, countPlainly(quakes, bound, lateness));
    const latest = new Map(panes.map((pane) => [pane.window.start, pane.value.quakes]));
    const counted = [...latest.values()].reduce((sum, count) => sum + count, 0);
    assert.is(counted + late, quakes.length);
  }
});

test('arrivals are in order of the last update', async () => {
  const quakes = await readQuakes();
  assert.ok(quakes.every(({ updated }, index) => updated >= (quakes[index - 1]?.updated ?? 0)));
});

test.run();
