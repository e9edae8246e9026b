import {
  collect,
  count,
  first,
  last,
  max,
  mean,
  min,
  sum,
  variance,
} from '../../../operators/aggregates/index.ts';
import { overRange } from '../../../operators/keyed/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { inOrder } from '../../oracle/firsts.ts';
import { runningRows } from '../../oracle/runningRows.ts';
import * as assert from '../../support/assert.ts';
import { cutEvents } from '../../support/chunks.ts';
import { runOver } from '../../support/windowRuns.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkRuns, sampleRun } from './keyedRuns.ts';
import type { Sample } from './keyedRuns.ts';

const keyOf = ({ key }: Sample): string => key;
const sizeOf = ({ size }: Sample): number => size;
/** As large as sums of whole numbers may be and stay exact. */
const hugeOf = ({ size, id }: Sample): number => (size - 4) * 2 ** 45 + id;
const partOf = ({ size, id }: Sample): number => (size - 3.3) / (id + 1);

const removed = { n: count(), total: sum(sizeOf), huge: sum(hugeOf) };
const merged = {
  ...removed,
  least: min(sizeOf),
  most: max(hugeOf),
  first: first<Sample>(),
  last: last(({ id }: Sample) => id),
  all: collect<Sample>({ limit: 100, overflow: 'error' }),
};

function removedOf(covers: readonly Sample[]): Readonly<Record<string, unknown>> {
  const total = (of: (value: Sample) => number): number =>
    covers.reduce((sum, value) => sum + of(value), 0);
  return { n: covers.length, total: total(sizeOf), huge: total(hugeOf) };
}

function mergedOf(covers: readonly Sample[]): Readonly<Record<string, unknown>> {
  return {
    ...removedOf(covers),
    least: Math.min(...covers.map(sizeOf)),
    most: Math.max(...covers.map(hugeOf)),
    first: covers[0],
    last: covers.at(-1)?.id,
    all: covers,
  };
}

/** A range, a number of events, or neither. */
function randomBounds(
  random: (below: number) => number,
): { readonly range: number } | { readonly rows: number } | object {
  const which = random(7);
  if (which === 0) return {};
  return which < 4 ? { rows: 1 + random(6) } : { range: random(40) };
}

/** Holds overRange over a random run to summing up the covered events of the sorted list anew. */
export function checkOverRange(seed: number, exact: boolean): void {
  const run = sampleRun(seed);
  const bounds = randomBounds(run.random);
  const about = `seed ${seed}: ${JSON.stringify(bounds)}`;
  const build: Build<Sample, unknown> = (late) =>
    exact
      ? overRange({ key: keyOf, ...bounds, late: lateTo(late), aggregate: removed })
      : overRange({ key: keyOf, ...bounds, late: lateTo(late), aggregate: merged });
  const expected = runningRows(run.arriving, { keyOf, ...bounds });
  const rows = expected.map(({ value, timestamp, covers }) => ({
    value: { key: value.key, value, running: exact ? removedOf(covers) : mergedOf(covers) },
    timestamp,
    before: timestamp - 1,
  }));
  const { late, info } = checkRuns(about, build, run, rows);
  assert.is(late.length, run.arriving.length - inOrder(run.arriving).length, about);
  assert.is(info.stateSize(), 0, `${about}, state at the end`);
}

/** The same for results that are not whole: as near as rounding lets them be. */
export function checkOverRangeOfParts(seed: number): void {
  const run = sampleRun(seed);
  const bounds = randomBounds(run.random);
  const about = `seed ${seed}: ${JSON.stringify(bounds)}`;
  const aggregate = { total: sum(partOf), mean: mean(partOf), spread: variance(partOf) };
  const build: Build<Sample, unknown> = () =>
    overRange({ key: keyOf, ...bounds, late: 'drop', aggregate });
  const { rows } = runOver(build, cutEvents(run.events, { size: 7, ...run }));
  const expected = runningRows(run.arriving, { keyOf, ...bounds });
  assert.is(rows.length, expected.length, about);
  for (const [place, { covers }] of expected.entries()) {
    const parts = covers.map(partOf);
    const total = parts.reduce((sum, part) => sum + part, 0);
    const center = total / parts.length;
    const spread = parts.reduce((sum, part) => sum + (part - center) ** 2, 0) / parts.length;
    const { running } = (rows[place] as { value: { running: Record<string, number> } }).value;
    for (const [name, value] of Object.entries({ total, mean: center, spread })) {
      const far = Math.abs((running[name] as number) - value);
      assert.ok(far <= 1e-9 * Math.max(1, Math.abs(value)), `${about}, ${name} of row ${place}`);
    }
  }
}
