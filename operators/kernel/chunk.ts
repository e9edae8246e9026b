import type { Observable } from 'rxjs';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import type { Pressure } from './pressure.ts';

/**
 * The element of a stream: a run of values in order of arrival, with their event times and the
 * watermark around them. Where one chunk ends and the next begins changes the cost and nothing else.
 *
 * A chunk and its arrays are never written again once it was emitted: branches share it. All fields
 * are always present, so that every chunk has one shape for the engine that runs the loops.
 */
export interface Chunk<T> {
  readonly values: readonly T[];
  /** Event time of each value, in whole milliseconds since the epoch. */
  readonly timestamps: readonly Milliseconds[];
  /**
   * The watermark before each value: one number where it is the same before all of them. Read it
   * with `watermarkBefore` and `firstReached`.
   */
  readonly before: Milliseconds | readonly Milliseconds[];
  /** The watermark after the last value: no event with a timestamp up to it is still expected. */
  readonly watermark: Milliseconds;
  /** When each value arrived, where the clock is a recorded one; undefined where it is the scheduler's. */
  readonly arrivals: readonly Milliseconds[] | undefined;
  /** What stands after the last value. */
  readonly control: Control | undefined;
  /** The handle of the source that the values came from. */
  readonly pressure: Pressure | undefined;
}

/** What stages pass to each other: an Observable of chunks. */
export type Stream<T> = Observable<Chunk<T>>;

/** An operator from stream to stream, for `pipe`. */
export type StreamOperator<T, R> = (source: Stream<T>) => Stream<R>;

const NOTHING: readonly never[] = Object.freeze([]);

/** A chunk with all its fields; what is left out is empty. */
export function makeChunk<T>(fields: Pick<Chunk<T>, 'watermark'> & Partial<Chunk<T>>): Chunk<T> {
  const { values = NOTHING, timestamps = NOTHING, watermark, before = watermark } = fields;
  const { arrivals, control, pressure } = fields;
  return { values, timestamps, before, watermark, arrivals, control, pressure };
}

/** A chunk that says only how far time has come: all such chunks share their empty columns. */
export function emptyChunk(
  watermark: Milliseconds,
  control: Control | undefined,
  pressure: Pressure | undefined,
): Chunk<never> {
  return {
    values: NOTHING,
    timestamps: NOTHING,
    before: watermark,
    watermark,
    arrivals: undefined,
    control,
    pressure,
  };
}

/** The watermark before the value at a position of the chunk. */
export function watermarkBefore(chunk: Chunk<unknown>, index: number): Milliseconds {
  const { before } = chunk;
  return typeof before === 'number' ? before : (before[index] ?? chunk.watermark);
}

/**
 * The first position from `from` on before which the watermark has reached `wake`; the chunk's
 * length when only the end of the chunk reaches it or nothing does. Binary search: the watermark
 * never goes back.
 */
export function firstReached(chunk: Chunk<unknown>, from: number, wake: Milliseconds): number {
  const { before, values } = chunk;
  if (typeof before === 'number') return before >= wake ? from : values.length;
  let low = from;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((before[middle] as number) >= wake) high = middle;
    else low = middle + 1;
  }
  return low;
}
