import type { Milliseconds } from './duration.ts';
import type { KeepValue, MapValue, Push, Step } from './step.ts';

/** Connects steps so that what goes into the first comes out of the last at `end`. */
export function connectSteps(steps: readonly Step[], end: Push<unknown>): Push<unknown> {
  const last = steps.at(-1);
  if (last === undefined) return end;
  if ('map' in last) return connectMaps(steps, end);
  const next = 'keep' in last ? pass(last.keep, end) : last.connect(end);
  return connectSteps(steps.slice(0, -1), next);
}

function pass(keep: KeepValue, next: Push<unknown>): Push<unknown> {
  return (value, timestamp) => {
    if (keep(value, timestamp)) next(value, timestamp);
  };
}

/** Neighbouring maps in a loop cost one call each; connected one to the other they would cost two. */
function connectMaps(steps: readonly Step[], end: Push<unknown>): Push<unknown> {
  const first = steps.findLastIndex((step) => !('map' in step)) + 1;
  return connectSteps(steps.slice(0, first), applyAll(mapsOf(steps.slice(first)), end));
}

/** The functions of those steps that are maps. */
export function mapsOf(steps: readonly Step[]): MapValue[] {
  return steps.flatMap((step) => ('map' in step ? [step.map] : []));
}

function applyAll(maps: readonly MapValue[], next: Push<unknown>): Push<unknown> {
  const [map, ...others] = maps as [MapValue, ...MapValue[]];
  if (others.length === 0) return (value, timestamp) => next(map(value, timestamp), timestamp);
  return (value, timestamp) => next(applyMaps(maps, value, timestamp), timestamp);
}

/** A value after all maps. */
export function applyMaps(
  maps: readonly MapValue[],
  value: unknown,
  timestamp: Milliseconds,
): unknown {
  let result = value;
  for (let i = 0; i < maps.length; i += 1) {
    const map = maps[i] as MapValue;
    result = map(result, timestamp);
  }
  return result;
}
