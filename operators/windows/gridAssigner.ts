import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import { firstEnd, lastEnd, sliceEnd, sliceStart, startAtOrBefore } from './grid.ts';
import type { Grid } from './grid.ts';
import type { Window } from './pane.ts';
import { assignStretches } from './stretches.ts';

/** Windows on a grid of which those that would start below `lowestStart` do not exist. */
export function gridAssigner(grid: Grid, lowestStart: Milliseconds): Assigner<unknown> {
  return assignStretches((time) => {
    const from = sliceStart(grid, time);
    const until = sliceEnd(grid, from);
    if (time >= until) {
      return { from: until, until: startAtOrBefore(grid, time) + grid.every, windows: [] };
    }
    return { from, until, windows: windowsHolding(grid, from, lowestStart) };
  });
}

function windowsHolding(grid: Grid, slice: Milliseconds, lowestStart: Milliseconds): Window[] {
  const windows: Window[] = [];
  for (let end = firstEnd(grid, slice); end <= lastEnd(grid, slice); end += grid.every) {
    const start = end - grid.size;
    if (start >= lowestStart) windows.push({ start, end });
  }
  return windows;
}
