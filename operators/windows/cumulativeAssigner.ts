import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import { makeGrid, startAtOrBefore } from './grid.ts';
import type { Window } from './pane.ts';
import { assignStretches } from './stretches.ts';

/** Windows that share a start and end at each step after it, up to `size`, a multiple of `step`. */
export function cumulativeAssigner(
  size: Milliseconds,
  step: Milliseconds,
  offset: Milliseconds,
): Assigner<unknown> {
  const starts = makeGrid(size, size, offset);
  return assignStretches((time) => {
    const start = startAtOrBefore(starts, time);
    const from = start + Math.floor((time - start) / step) * step;
    const windows: Window[] = [];
    for (let end = from + step; end <= start + size; end += step) windows.push({ start, end });
    return { from, until: from + step, windows };
  });
}
