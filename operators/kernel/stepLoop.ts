import { watermarkBefore } from './chunk.ts';
import { Columns } from './columns.ts';
import { connectSteps, mapsOf } from './connectSteps.ts';
import { filterLoop } from './filterLoop.ts';
import { mapLoop } from './mapLoop.ts';
import type { Step, StepLoop } from './step.ts';

/** With more of them the columns in between cost more than calls from stage to stage. */
const MOST_LOOPS = 2;

/**
 * Neighbouring stateless stages as one loop over the values of a chunk. Filters in front of maps, or
 * behind them, have a loop of their own: what passes is then copied by columns.
 */
export function stepLoop(steps: readonly Step[]): StepLoop {
  const groups = neighbours(steps);
  const isSimple = groups.length <= MOST_LOOPS && !steps.some((step) => 'connect' in step);
  return isSimple ? groups.map(loopOf).reduce(inTurn) : anyLoop(steps);
}

/** Steps in runs of maps and runs of others. */
function neighbours(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const isNext = last?.[0] !== undefined && 'map' in last[0] === 'map' in step;
    if (isNext) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

function loopOf(steps: readonly Step[]): StepLoop {
  const filters = steps.flatMap((step) => ('keep' in step ? [step.keep] : []));
  return filters.length > 0 ? filterLoop(filters) : mapLoop(mapsOf(steps));
}

/** What came out before the first one throws goes through the second, which may throw at an earlier value. */
function inTurn(first: StepLoop, second: StepLoop): StepLoop {
  return (chunk, partial) => {
    const between = first(chunk, (part) => partial(second(part, partial)));
    return second(between, partial);
  };
}

/** Values may vanish or multiply: each result gets the times of the value it came from. */
function anyLoop(steps: readonly Step[]): StepLoop {
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
      partial(columns.take(watermarkBefore(chunk, columns.position), undefined));
      throw error;
    }
    return columns.take(chunk.watermark, chunk.control);
  };
}
