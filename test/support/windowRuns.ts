import { isDeepStrictEqual } from 'node:util';
import { from } from 'rxjs';
import {
  copySnapshot,
  makeChunk,
  operatorsBehind,
  SnapshotCollector,
  SnapshotReader,
  SideOutput,
} from '../../operators/kernel/index.ts';
import type { Chunk, Late, OperatorInfo, StreamOperator } from '../../operators/kernel/index.ts';
import type { Pane } from '../../operators/windows/index.ts';
import * as assert from './assert.ts';
import { collect, frozen, positions } from './chunks.ts';

/** Builds the operator under test, with an output for its late events. */
export type Build<T, R> = (late: SideOutput<Late<T>>) => StreamOperator<T, R>;

/** What came out of one run of an operator. */
export interface OperatorRun<T> {
  /** Each result with its timestamp and the watermark before it, and each control. */
  readonly rows: unknown[];
  readonly late: Late<T>[];
  readonly info: OperatorInfo;
}

/** Runs an operator over chunks; its input and its output are frozen, and it must not fail. */
export function runOver<T, R>(build: Build<T, R>, chunks: readonly Chunk<T>[]): OperatorRun<T> {
  const output = new SideOutput<Late<T>>();
  const late: Late<T>[] = [];
  output.stream.subscribe((chunk) => late.push(...chunk.values));
  const stream = from(chunks).pipe(frozen(), build(output));
  const { chunks: sent, error, completed } = collect(stream.pipe(frozen()));
  if (error !== undefined) throw error as Error;
  assert.ok(completed, 'completes');
  const [info] = operatorsBehind(stream);
  assert.ok(info);
  return { rows: positions(sent), late, info };
}

/**
 * Runs an operator with a barrier after so many of the chunks, restores a second one from what the
 * barrier collected, and gives the rows of both, without the controls.
 */
export function runInTwo<T, R>(
  build: Build<T, R>,
  chunks: readonly Chunk<T>[],
  cut: number,
): OperatorRun<T> {
  const collector = new SnapshotCollector();
  const watermark = cut === 0 ? -Infinity : (chunks[cut - 1] as Chunk<T>).watermark;
  const barrier = makeChunk<T>({ watermark, control: { kind: 'barrier', id: 1, collector } });
  const first = runOver(build, [...chunks.slice(0, cut), barrier]);
  const saved = copySnapshot(collector.snapshot);
  const restore = makeChunk<T>({
    watermark,
    control: { kind: 'restore', state: new SnapshotReader(saved) },
  });
  const second = runOver(build, [restore, ...chunks.slice(cut)]);
  const rows = [...first.rows, ...second.rows].filter(
    (row) => !Object.hasOwn(row as object, 'control'),
  );
  return { rows, late: [...first.late, ...second.late], info: second.info };
}

/** A row of `positions` that holds a pane. */
export interface PaneRow {
  readonly value: Pane<unknown, unknown>;
  readonly timestamp: number;
  readonly before: number;
}

/**
 * The rows with the on-time panes of one window in the order of their keys: in which order the keys
 * of a window come is not promised.
 */
export function byWindow(rows: readonly unknown[]): PaneRow[] {
  const groups: PaneRow[][] = [];
  for (const row of rows as PaneRow[]) {
    const last = groups.at(-1)?.[0]?.value;
    const same = row.value.timing === 'onTime' && last?.timing === 'onTime';
    if (same && isDeepStrictEqual(last.window, row.value.window)) groups.at(-1)?.push(row);
    else groups.push([row]);
  }
  return groups.flatMap((group) =>
    group.sort((a, b) => (String(a.value.key) < String(b.value.key) ? -1 : 1)),
  );
}

/** Deep equality that also sees 0 and -0 as two, and shows the first rows that differ. */
export function same(
  actual: readonly unknown[],
  expected: readonly unknown[],
  about: string,
): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const at = expected.findIndex((row, index) => !isDeepStrictEqual(actual[index], row));
  const from = Math.max(0, at);
  assert.equal(
    actual.slice(from, from + 1),
    expected.slice(from, from + 1),
    `${about}, from row ${from}`,
  );
  assert.is(actual.length, expected.length, about);
  throw new Error(`${about}: the rows differ in 0 and -0, from row ${from}`);
}
