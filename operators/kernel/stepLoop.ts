import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { Columns } from './columns.ts';
import type { Milliseconds } from './duration.ts';
import type { MapValue, Push, Step } from './step.ts';

/**
 * Runs one chunk through stateless stages. When one of them throws, what came out before is given to
 * `partial`, and the error is thrown on.
 */
export type StepLoop = (
  chunk: Chunk<unknown>,
  partial: (chunk: Chunk<unknown>) => void,
) => Chunk<unknown>;

/** Neighbouring stateless stages as one loop: a value runs through all of them before the next. */
export function stepLoop(steps: readonly Step[]): StepLoop {
  const maps = mapsOf(steps);
  return maps.length === steps.length ? runMaps(maps) : runAny(steps);
}

function mapsOf(steps: readonly Step[]): MapValue[] {
  return steps.flatMap((step) => ('map' in step ? [step.map] : []));
}

/** Connects steps so that what goes into the first comes out of the last at `end`. */
export function connectSteps(steps: readonly Step[], end: Push<unknown>): Push<unknown> {
  const last = steps.at(-1);
  if (last === undefined) return end;
  if ('connect' in last) return connectSteps(steps.slice(0, -1), last.connect(end));
  const first = steps.findLastIndex((step) => 'connect' in step) + 1;
  return connectSteps(steps.slice(0, first), applyAll(mapsOf(steps.slice(first)), end));
}

/** Neighbouring maps in a loop cost one call each; connected one to the other they would cost two. */
function applyAll(maps: readonly MapValue[], next: Push<unknown>): Push<unknown> {
  const [map, ...others] = maps as [MapValue, ...MapValue[]];
  if (others.length === 0) return (value, timestamp) => next(map(value, timestamp), timestamp);
  return (value, timestamp) => next(applied(maps, value, timestamp), timestamp);
}

function applied(maps: readonly MapValue[], value: unknown, timestamp: Milliseconds): unknown {
  let result = value;
  for (let i = 0; i < maps.length; i += 1) {
    const map = maps[i] as MapValue;
    result = map(result, timestamp);
  }
  return result;
}

/** Only the values change: the other columns are passed on without a copy. */
function runMaps(maps: readonly MapValue[]): StepLoop {
  return (chunk, partial) => {
    const { values, timestamps } = chunk;
    if (values.length === 0) return chunk;
    // A copy has its final length, and each of its values gives way to its result.
    const results = values.slice();
    let done = 0;
    try {
      for (; done < values.length; done += 1)
        results[done] = applied(maps, values[done], timestamps[done] as number);
    } catch (error) {
      if (done > 0) partial(withValues(cut(chunk, done), results.slice(0, done)));
      throw error;
    }
    return withValues(chunk, results);
  };
}

function withValues(chunk: Chunk<unknown>, values: readonly unknown[]): Chunk<unknown> {
  const { timestamps, before, watermark, arrivals, control, pressure } = chunk;
  return { values, timestamps, before, watermark, arrivals, control, pressure };
}

/** The columns of a chunk up to a position. */
function cut(chunk: Chunk<unknown>, length: number): Chunk<unknown> {
  const { before } = chunk;
  return {
    ...chunk,
    timestamps: chunk.timestamps.slice(0, length),
    before: typeof before === 'number' ? before : before.slice(0, length),
    arrivals: chunk.arrivals?.slice(0, length),
    watermark: watermarkBefore(chunk, length),
    control: undefined,
  };
}

/** Values may vanish or multiply: each result gets the times of the value it came from. */
function runAny(steps: readonly Step[]): StepLoop {
  const columns = new Columns();
  const push = connectSteps(steps, (value) => columns.push(value));
  return (chunk, partial) => {
    const { values, timestamps } = chunk;
    if (values.length === 0) return chunk;
    columns.begin(chunk);
    try {
      for (let i = 0; i < values.length; i += 1) {
        columns.position = i;
        push(values[i], timestamps[i] as number);
      }
    } catch (error) {
      const done = columns.take(watermarkBefore(chunk, columns.position), undefined);
      if (done.values.length > 0) partial(done);
      throw error;
    }
    return columns.take(chunk.watermark, chunk.control);
  };
}
