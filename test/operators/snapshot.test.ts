import { from, NEVER } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import {
  batch,
  collect as collectEvents,
  count,
  eventTime,
  fixedWindow,
  globalWindow,
  makeRows,
  max,
  mean,
  min,
  operatorsBehind,
  processingTime,
  quantile,
  rateLimit,
  RowSource,
  sessionWindow,
  slidingWindow,
  SnapshotCollector,
  SnapshotReader,
  sum,
  topPerWindow,
  union,
} from '../../operators/index.ts';
import type { Chunk, Rows, Snapshot, Stream } from '../../operators/index.ts';
import * as assert from '../support/assert.ts';
import { positions, randomFrom } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { suite } from '../support/suite.ts';

const test = suite('snapshots of every operator with state');

interface Reading {
  readonly at: number;
  readonly key: string;
  readonly size: number;
}

const key = (reading: Reading): string => reading.key;
const size = (reading: Reading): number => reading.size;
const enter = eventTime<Reading>({ timestamp: ({ at }) => at, outOfOrderness: 20 });
const late = 'drop';
const running = { n: count(), total: sum(size), average: mean(size) };
const merged = {
  least: min(size),
  most: max(size),
  median: quantile(0.5, size),
  events: collectEvents<Reading>({ limit: 100, overflow: 'error' }),
};

type Pipeline = (source: Observable<Reading>, scheduler: SchedulerLike) => Stream<unknown>;

/** Every operator with state: to have a new one tested, add a line. */
const pipelines: Readonly<Record<string, Pipeline>> = {
  eventTime: (source) => source.pipe(enter),
  processingTime: (source, scheduler) => source.pipe(processingTime({ scheduler })),
  fixedWindow: (source) =>
    source.pipe(
      enter,
      fixedWindow({
        size: 15,
        key,
        late,
        allowedLateness: 30,
        aggregate: { ...running, ...merged },
      }),
    ),
  'slidingWindow with running totals': (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 7, key, late, allowedLateness: 15, aggregate: running }),
    ),
  'slidingWindow with merged slices': (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 7, key, late, allowedLateness: 15, aggregate: merged }),
    ),
  sessionWindow: (source) =>
    source.pipe(
      enter,
      sessionWindow({
        gap: 9,
        key,
        late,
        allowedLateness: 25,
        aggregate: { ...running, ...merged },
      }),
    ),
  globalWindow: (source) =>
    source.pipe(enter, globalWindow({ key, aggregate: { ...running, ...merged } })),
  topPerWindow: (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 10, key, late, allowedLateness: 30, aggregate: running }),
      topPerWindow({ limit: 2, by: ({ total }) => total, allowedLateness: 30 }),
    ),
  batch: (source) => source.pipe(enter, batch({ count: 4 })),
  rateLimit: (source, scheduler) =>
    source.pipe(
      enter,
      rateLimit({ rate: 100, burst: 100, limit: 100, overflow: 'error', scheduler }),
    ),
  union: (source) => union([source.pipe(enter)]),
  'a window behind a union of two': (source) => {
    const other = eventTime<Reading>({
      timestamp: ({ at }) => at + 5,
      outOfOrderness: 30,
      name: 'other',
    });
    return union([source.pipe(enter), source.pipe(other)]).pipe(
      fixedWindow({ size: 15, key, late, aggregate: running }),
    );
  },
};

/** Where a barrier cuts batches short, or aligns inputs, the results are others than without it. */
const changedByBarriers = ['batch', 'a window behind a union of two'];

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

for (const [name, pipeline] of Object.entries(pipelines)) {
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
