import { emptyChunk, watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import { gather, gatherBefore, gatherValues } from './gather.ts';
import type { Picks } from './gather.ts';
import type { KeepValue, StepLoop } from './step.ts';

/** Neighbouring filters in one loop, which notes the positions of what passes; the columns are made of these. */
export function filterLoop(filters: readonly KeepValue[]): StepLoop {
  const keep = filters.reduceRight((next, first) => both(first, next));
  // Not a literal: `listOf` says why.
  const positions = new Array<number>();
  return (chunk, partial) => {
    const { values, timestamps } = chunk;
    let length = 0;
    let i = 0;
    try {
      for (; i < values.length; i += 1) {
        if (!keep(values[i], timestamps[i] as number)) continue;
        positions[length] = i;
        length += 1;
      }
    } catch (error) {
      const picks = { positions, length };
      partial(pickRows(chunk, picks, watermarkBefore(chunk, i), undefined));
      throw error;
    }
    if (length === values.length) return chunk;
    return pickRows(chunk, { positions, length }, chunk.watermark, chunk.control);
  };
}

/** One function in the other: V8 takes them into the loop, which it does not do with a list of them. */
function both(first: KeepValue, next: KeepValue): KeepValue {
  return (value, timestamp) => first(value, timestamp) && next(value, timestamp);
}

function pickRows(
  { values, timestamps, before, arrivals, pressure }: Chunk<unknown>,
  picks: Picks,
  watermark: Milliseconds,
  control: Control | undefined,
): Chunk<unknown> {
  if (picks.length === 0) return emptyChunk(watermark, control, pressure);
  return {
    values: gatherValues(values, picks),
    timestamps: gather(timestamps, picks),
    before: gatherBefore(before, picks),
    watermark,
    arrivals: arrivals && gather(arrivals, picks),
    control,
    pressure,
  };
}
