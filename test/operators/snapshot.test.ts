import { from, NEVER } from 'rxjs';
import {
  makeRows,
  operatorsBehind,
  RowSource,
  SnapshotCollector,
  SnapshotReader,
} from '../../operators/index.ts';
import type { Chunk, Rows, Snapshot } from '../../operators/index.ts';
import * as assert from '../support/assert.ts';
import { positions, randomFrom } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { suite } from '../support/suite.ts';
import { snapshotPipelines } from './snapshotPipelines.ts';
import type { Pipeline, Reading } from './snapshotPipelines.ts';

const test = suite('snapshots of every operator with state');

/** Where a barrier cuts batches short, or aligns inputs, the results are others than without it. */
const changedByBarriers = [
  'batch',
  'a window behind a union of two',
  'intervalJoin of a stream with itself',
  'windowJoin of a stream with itself',
  'windowJoin with sessions and corrections',
  'windowJoin that fires again as a whole',
  'tableJoin of a stream with itself',
  'asOfJoin of a stream with itself',
  'enrich from a stream that goes on',
];

function randomReadings(seed: number): Reading[] {
  const random = randomFrom(seed);
  let now = random(100) - 50;
  return Array.from({ length: 40 }, () => {
    now += random(9);
    return { at: now - random(40), key: 'abc'[random(3)] as string, size: random(9) };
  });
}

interface Outcome {
  readonly rows: readonly unknown[];
  /** How many rows stood before each barrier, and what it collected. */
  readonly cuts: readonly { readonly rows: number; readonly snapshot: Snapshot }[];
}

function run(pipeline: Pipeline, runs: readonly Rows<Reading>[]): Outcome {
  const chunks: Chunk<unknown>[] = [];
  let failure: Error | undefined;
  marbles(({ scheduler }) => {
    const source = new RowSource(from(runs));
    pipeline(source, scheduler).subscribe({
      next: (chunk) => chunks.push(chunk),
      error: (error: Error) => (failure = error),
    });
    scheduler.flush();
  });
  if (failure !== undefined) throw failure;
  let rows = 0;
  const cuts: { rows: number; snapshot: Snapshot }[] = [];
  for (const chunk of chunks) {
    rows += chunk.values.length;
    const { control } = chunk;
    if (control?.kind !== 'barrier') continue;
    const { snapshot } = control.collector as SnapshotCollector;
    cuts.push({ rows, snapshot: structuredClone(snapshot) });
  }
  return { rows: positions(chunks).filter((row) => 'value' in (row as object)), cuts };
}

/** Runs with a barrier behind each, from the one at a position on. */
function cutRuns(readings: readonly Reading[], length: number, from = 0): Rows<Reading>[] {
  const runs = [];
  for (let start = from * length; start < readings.length; start += length) {
    const control = { kind: 'barrier', id: start, collector: new SnapshotCollector() } as const;
    runs.push(makeRows({ values: readings.slice(start, start + length), control }));
  }
  return runs;
}

for (const [name, pipeline] of Object.entries(snapshotPipelines)) {
  test(`${name}: goes on from a barrier behind any run as if nothing had happened`, () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const readings = randomReadings(seed);
      const whole = run(pipeline, [makeRows({ values: readings })]);
      for (const length of [1, 6]) {
        const marked = run(pipeline, cutRuns(readings, length));
        if (!changedByBarriers.includes(name)) {
          assert.equal(marked.rows, whole.rows, `seed ${seed}: a barrier changes nothing`);
        }
        assert.is(
          marked.cuts.length,
          Math.ceil(readings.length / length),
          `seed ${seed}: every barrier comes out`,
        );
        for (const [index, { rows, snapshot }] of marked.cuts.entries()) {
          const restore = { kind: 'restore', state: new SnapshotReader(snapshot) } as const;
          const later = cutRuns(readings, length, index + 1);
          const rest = run(pipeline, [makeRows<Reading>({ control: restore }), ...later]);
          assert.equal(
            rest.rows,
            marked.rows.slice(rows),
            `seed ${seed}: restored behind run ${index} of ${length}`,
          );
        }
      }
    }
  });

  test(`${name}: fails where its saved state is missing or of another form`, () => {
    const stream = pipeline(new RowSource(NEVER), {
      now: () => 0,
      schedule: () => NEVER.subscribe(),
    });
    for (const { stateName } of operatorsBehind(stream)) {
      if (stateName === undefined) continue;
      for (const [broken, code, text] of [
        [undefined, 'MILLRACE_SNAPSHOT_MISSING', stateName],
        ['nonsense', 'MILLRACE_SNAPSHOT_UNREADABLE', 'saved state'],
      ] as const) {
        const { cuts } = run(pipeline, cutRuns(randomReadings(1), 10));
        const parts: Record<string, unknown> = { ...cuts[0]?.snapshot };
        if (broken === undefined) delete parts[stateName];
        else parts[stateName] = broken;
        const restore = { kind: 'restore', state: new SnapshotReader(parts) } as const;
        assert.throwsCode(
          () => run(pipeline, [makeRows<Reading>({ control: restore })]),
          code,
          text,
        );
      }
    }
  });
}

test.run();
