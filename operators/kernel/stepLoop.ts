import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { Columns } from './columns.ts';
import type { Push, Step } from './step.ts';

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
  return steps.every((step) => step.oneToOne) ? runOneToOne(steps) : runAny(steps);
}

/** Connects steps so that what goes into the first comes out of the last at `end`. */
export function connectSteps(steps: readonly Step[], end: Push<unknown>): Push<unknown> {
  return steps.reduceRight((next, step) => step.connect(next), end);
}

/** Only the values change: the other columns are passed on without a copy. */
function runOneToOne(steps: readonly Step[]): StepLoop {
  let results: unknown[] = [];
  let count = 0;
  const push = connectSteps(steps, (value) => {
    results[count] = value;
    count += 1;
  });
  return (chunk, partial) => {
    const { values, timestamps } = chunk;
    if (values.length === 0) return chunk;
    // A copy has its final length, and each of its values gives way to its result.
    results = values.slice();
    count = 0;
    try {
      for (let i = 0; i < values.length; i += 1) push(values[i], timestamps[i] as number);
    } catch (error) {
      if (count > 0) partial(withValues(cut(chunk, count), results.slice(0, count)));
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
