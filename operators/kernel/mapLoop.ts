import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { applyMaps } from './connectSteps.ts';
import type { MapValue, StepLoop } from './step.ts';

/** Neighbouring maps in one loop. Only the values change: the other columns are passed on without a copy. */
export function mapLoop(maps: readonly MapValue[]): StepLoop {
  return (chunk, partial) => {
    const { values, timestamps } = chunk;
    if (values.length === 0) return chunk;
    // A copy has its final length, and each of its values gives way to its result.
    const results = values.slice();
    let done = 0;
    try {
      for (; done < values.length; done += 1)
        results[done] = applyMaps(maps, values[done], timestamps[done] as number);
    } catch (error) {
      partial(withValues(cut(chunk, done), results.slice(0, done)));
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
