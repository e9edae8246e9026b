import { connectable, from } from 'rxjs';
import { copySnapshot, makeRows, RowSource, SnapshotCollector } from '../../operators/index.ts';
import type { Chunk, Rows, Snapshot } from '../../operators/index.ts';
import { positions, randomFrom } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import type { Pipeline, Reading } from './snapshotPipelines.ts';

/** Where a barrier cuts batches short, or aligns inputs, the results are others than without it. */
export const changedByBarriers: readonly string[] = [
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

/** Readings of three keys, out of order by up to 40 ms. */
export function randomReadings(seed: number): Reading[] {
  const random = randomFrom(seed);
  let now = random(100) - 50;
  return Array.from({ length: 40 }, () => {
    now += random(9);
    return { at: now - random(40), key: 'abc'[random(3)] as string, size: random(9) };
  });
}

/** What came out of a run. */
export interface RunOutcome {
  readonly rows: readonly unknown[];
  /** How many rows stood before each barrier, and what it collected. */
  readonly cuts: readonly { readonly rows: number; readonly snapshot: Snapshot }[];
}

/**
 * Runs a pipeline over some runs: each of its inputs from the first to the last, one after the other.
 *
 * @param passed makes a snapshot of what a barrier has collected (default: at once, and whole)
 * @param together whether all inputs get a run before the next one comes
 */
export function run(
  pipeline: Pipeline,
  runs: Iterable<Rows<Reading>>,
  passed: (collected: Snapshot) => Snapshot = copySnapshot,
  together = false,
): RunOutcome {
  const chunks: Chunk<unknown>[] = [];
  const cuts: { rows: number; snapshot: Snapshot }[] = [];
  let failure: Error | undefined;
  let rows = 0;
  marbles(({ scheduler }) => {
    const shared = connectable(from(runs));
    pipeline(new RowSource(together ? shared : from(runs)), scheduler).subscribe({
      next: (chunk) => {
        chunks.push(chunk);
        rows += chunk.values.length;
        const { control } = chunk;
        if (control?.kind !== 'barrier') return;
        const { snapshot } = control.collector as SnapshotCollector;
        cuts.push({ rows, snapshot: passed(snapshot) });
      },
      error: (error: Error) => (failure = error),
    });
    if (together) shared.connect();
    scheduler.flush();
  });
  if (failure !== undefined) throw failure;
  return { rows: positions(chunks).filter((row) => 'value' in (row as object)), cuts };
}

/** Runs with a barrier behind each, from the one at a position on. */
export function cutRuns(readings: readonly Reading[], length: number, from = 0): Rows<Reading>[] {
  const runs = [];
  for (let start = from * length; start < readings.length; start += length) {
    const control = { kind: 'barrier', id: start, collector: new SnapshotCollector() } as const;
    runs.push(makeRows({ values: readings.slice(start, start + length), control }));
  }
  return runs;
}
