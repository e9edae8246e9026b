import { map } from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';
import { makeChunk, watermarkBefore } from '../../operators/kernel/index.ts';
import type { Chunk, Stream } from '../../operators/kernel/index.ts';

/** An event of a test table: a value with its time, and when it arrived where the clock is recorded. */
export interface Event<T> {
  readonly value: T;
  readonly at: number;
  readonly arrival?: number;
}

/** A chunk of values given with their timestamps; the watermark is the same before all of them. */
export function chunkOf<T>(
  rows: readonly (readonly [value: T, timestamp: number])[],
  fields: Pick<Chunk<T>, 'watermark'> & Partial<Chunk<T>>,
): Chunk<T> {
  const values = rows.map(([value]) => value);
  const timestamps = rows.map(([, timestamp]) => timestamp);
  return makeChunk({ values, timestamps, before: -Infinity, ...fields });
}

/** How a table is cut into chunks. */
export interface CutConfig {
  readonly size: number;
  readonly outOfOrderness: number;
}

/**
 * The chunks of a finite source: so many events in each, the watermark by position, Infinity at the
 * end. The arrivals are recorded when the first event has one.
 */
export function cutEvents<T>(
  events: readonly Event<T>[],
  { size, outOfOrderness }: CutConfig,
): Chunk<T>[] {
  const after = watermarksAfter(events, outOfOrderness);
  const chunks: Chunk<T>[] = [];
  for (let start = 0; start < events.length; start += size) {
    const run = events.slice(start, start + size);
    chunks.push(
      makeChunk({
        values: run.map(({ value }) => value),
        timestamps: run.map(({ at }) => at),
        before: run.map((_, i) => after[start + i - 1] ?? -Infinity),
        watermark: after[start + run.length - 1] as number,
        arrivals:
          events[0]?.arrival === undefined
            ? undefined
            : run.map(({ arrival }) => arrival as number),
      }),
    );
  }
  return [...chunks, makeChunk({ watermark: Infinity })];
}

function watermarksAfter<T>(events: readonly Event<T>[], outOfOrderness: number): number[] {
  let largest = -Infinity;
  return events.map(({ at }) => {
    largest = Math.max(largest, at);
    return largest - outOfOrderness - 1;
  });
}

/** What a stream says whatever its chunks are: each value with what stood before it, and the control. */
export function positions<T>(chunks: readonly Chunk<T>[]): unknown[] {
  return chunks.flatMap((chunk) => {
    const rows: unknown[] = chunk.values.map((value, i) => ({
      value,
      timestamp: chunk.timestamps[i],
      before: watermarkBefore(chunk, i),
      arrival: chunk.arrivals?.[i],
    }));
    return chunk.control === undefined
      ? rows
      : [...rows, { control: chunk.control.kind, watermark: chunk.watermark }];
  });
}

/** What has come out of a stream. */
export interface Collected<T> {
  readonly chunks: Chunk<T>[];
  readonly values: T[];
  error: unknown;
  completed: boolean;
}

/** Subscribes and gathers what comes; for streams that are synchronous or driven by the test. */
export function collect<T>(stream: Stream<T>): Collected<T> {
  const collected: Collected<T> = { chunks: [], values: [], error: undefined, completed: false };
  stream.subscribe({
    next: (chunk) => {
      collected.chunks.push(chunk);
      collected.values.push(...chunk.values);
    },
    error: (error) => (collected.error = error),
    complete: () => (collected.completed = true),
  });
  return collected;
}

/** Freezes each chunk and its columns, so that an operator that writes to one fails. */
export function frozen<T>(): MonoTypeOperatorFunction<Chunk<T>> {
  return map((chunk) => {
    for (const column of [chunk.values, chunk.timestamps, chunk.before, chunk.arrivals]) {
      if (typeof column === 'object') Object.freeze(column);
    }
    return Object.freeze(chunk);
  });
}

/** Random whole numbers from 0 up to, without, `below`; the same for the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
