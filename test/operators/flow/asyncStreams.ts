import { ACTIVE, IDLE, makeChunk, SnapshotCollector } from '../../../operators/kernel/index.ts';
import type { Chunk, Control } from '../../../operators/kernel/index.ts';

type Random = (below: number) => number;

/** A stream by position: values with the watermark before each, and marks. */
export type Entry =
  | { readonly value: number; readonly at: number; readonly before: number }
  | { readonly control: Control; readonly before: number };

/** A random stream of whole numbers that rise, with raises of the watermark and marks among them. */
export function randomStream(random: Random): Entry[] {
  let watermark = 0;
  return Array.from({ length: 5 + random(40) }, (_, index): Entry => {
    if (random(3) === 0) watermark += random(5);
    if (random(12) > 0) return { value: index, at: random(200), before: watermark };
    const barrier = { kind: 'barrier', id: index, collector: new SnapshotCollector() } as const;
    return { control: [IDLE, ACTIVE, barrier][random(3)] as Control, before: watermark };
  });
}

/** Cuts them into chunks of a size; a mark ends its chunk. */
export function cutStream(
  entries: readonly Entry[],
  size: number,
  recorded: boolean,
): Chunk<number>[] {
  const chunks: Chunk<number>[] = [];
  let run: Extract<Entry, { value: number }>[] = [];
  const flush = (watermark: number, control?: Control): void => {
    chunks.push(
      makeChunk({
        values: run.map(({ value }) => value),
        timestamps: run.map(({ at }) => at),
        before: run.map(({ before }) => before),
        arrivals: recorded ? run.map(({ value }) => value * 10) : undefined,
        watermark,
        control,
      }),
    );
    run = [];
  };
  for (const entry of entries) {
    if ('control' in entry) flush(entry.before, entry.control);
    else if (run.push(entry) >= size) flush(entry.before);
  }
  flush(Infinity);
  return chunks;
}

/** What stands at a position of a stream: a value, or a mark. */
export interface Row {
  readonly value?: number;
  readonly timestamp?: number;
  readonly before?: number;
  readonly control?: string;
}

/** Values in an order of their own between two raises or marks. */
export function unordered(rows: readonly Row[]): Row[] {
  let part = 0;
  let before: number | undefined;
  const placed = rows.map((row) => {
    if (row.control !== undefined || row.before !== before) part += 1;
    before = row.control === undefined ? row.before : undefined;
    return { row, part };
  });
  return placed
    .toSorted((a, b) => a.part - b.part || (a.row.value ?? 0) - (b.row.value ?? 0))
    .map(({ row }) => row);
}
