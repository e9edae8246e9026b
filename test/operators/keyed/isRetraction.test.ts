import { from } from 'rxjs';
import { count, sum } from '../../../operators/aggregates/index.ts';
import { isRetraction, latestByKey, topN } from '../../../operators/keyed/index.ts';
import type { Change, RankChange } from '../../../operators/keyed/index.ts';
import type { Chunk, Stream } from '../../../operators/kernel/index.ts';
import { fixedWindow, sessionWindow } from '../../../operators/windows/index.ts';
import type { FiringConfig, Pane } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { sampleRun } from './keyedRuns.ts';
import type { Sample } from './keyedRuns.ts';

const test = suite('isRetraction, behind windows that take panes back');

type Row = Pane<string, { readonly n: number; readonly total: number }>;

const SEEDS = 150;
const key = ({ key: name }: Sample): string => name;
const aggregate = { n: count(), total: sum(({ size }: Sample) => size) };
const plain = { key, late: 'drop', allowedLateness: 40, aggregate } as const;
const retracting: FiringConfig = {
  accumulation: 'retracting',
  trigger: { early: { count: 2 } },
};
const placeOf = ({ key: name, window }: Row): string => `${name} ${window.start} ${window.end}`;

function chunksOf(seed: number): Chunk<Sample>[] {
  const run = sampleRun(seed);
  return cutEvents(run.events, { size: 4, ...run });
}

function fixed(seed: number, firing: FiringConfig): Stream<Row> {
  return from(chunksOf(seed)).pipe(fixedWindow({ ...plain, ...firing, size: 15 }));
}

/** The table that changes make, as text. */
function tableOf(changes: readonly Change<string, Row>[]): readonly string[] {
  const table = new Map<string, string>();
  for (const { op, key: row, value } of changes) {
    if (op === 'delete') assert.ok(table.delete(row), `deletes ${row}, which is there`);
    else table.set(row, `${placeOf(value)}: ${value.value.n} ${value.value.total}`);
  }
  return [...table.values()].sort();
}

test('is true for a pane that takes another back', () => {
  assert.equal([isRetraction({ retract: true }), isRetraction({})], [true, false]);
});

for (const [name, rowOf] of [
  ['each window', placeOf],
  ['the latest window', ({ key: own }: Row): string => own],
] as const) {
  test(`latestByKey comes to the same table of ${name} with and without retractions`, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const taken = fixed(seed, retracting).pipe(latestByKey({ key: rowOf, remove: isRetraction }));
      const replaced = fixed(seed, {}).pipe(latestByKey({ key: rowOf }));
      const [table, expected] = [taken, replaced].map((rows) => tableOf(collect(rows).values));
      assert.equal(table, expected, `seed ${seed}`);
    }
  });
}

test('latestByKey keeps no session that has merged into another', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chunks = chunksOf(seed);
    const sessions = (firing: FiringConfig): Stream<Row> =>
      from(chunks).pipe(sessionWindow({ ...plain, ...firing, gap: 12 }));
    const table = collect(
      sessions(retracting).pipe(latestByKey({ key: placeOf, remove: isRetraction })),
    );
    // With onClose each session is told once, as it is in the end.
    const whole = collect(sessions({ trigger: { onClose: true } })).values;
    assert.equal(
      tableOf(table.values),
      whole.map((row) => `${placeOf(row)}: ${row.value.n} ${row.value.total}`).sort(),
      `seed ${seed}`,
    );
  }
});

test('topN comes to the same ranking with and without retractions', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const config = { by: ({ value }: Row) => value.total, limit: 3, id: placeOf };
    const taken = collect(
      fixed(seed, retracting).pipe(topN({ ...config, remove: isRetraction })),
    ).values;
    const replaced = collect(fixed(seed, {}).pipe(topN(config))).values;
    assert.equal(totalsOf(taken), totalsOf(replaced), `seed ${seed}`);
  }
});

/** The totals that stand in the places in the end. */
function totalsOf(changes: readonly RankChange<undefined, Row>[]): readonly number[] {
  const places = new Map<number | undefined, number>();
  for (const { op, rank, value } of changes) {
    if (op === 'delete') places.delete(rank);
    else if (op !== 'updateBefore') places.set(rank, value.value.total);
  }
  return [...places].sort(([a = 0], [b = 0]) => a - b).map(([, total]) => total);
}

test.run();
