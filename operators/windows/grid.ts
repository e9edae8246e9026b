import type { Milliseconds } from '../kernel/index.ts';

/** Where windows of one size lie: their starts are all s with (s - offset) divisible by every. */
export interface Grid {
  readonly size: Milliseconds;
  readonly every: Milliseconds;
  readonly offset: Milliseconds;
}

/** A grid whose offset is below its step, so that sums of times and offsets stay exact. */
export function makeGrid(size: Milliseconds, every: Milliseconds, offset: Milliseconds): Grid {
  return { size, every, offset: offset % every };
}

/** The largest start of the grid that is not after `time`; also right below zero and the offset. */
export function startAtOrBefore({ every, offset }: Grid, time: Milliseconds): Milliseconds {
  // The remainder keeps the sign of its left side, so it is made a true modulo first.
  const beyond = (time - offset) % every;
  return time - (beyond < 0 ? beyond + every : beyond);
}

/**
 * The start of the slice that a time belongs to. Slices lie between neighbouring edges, where an edge
 * is the start or the end of a window, so each window is made of whole slices, and windows that
 * overlap share them. Where windows leave gaps, a time in a gap gets the slice before it.
 */
export function sliceStart(grid: Grid, time: Milliseconds): Milliseconds {
  const start = startAtOrBefore(grid, time);
  const inner = innerEdge(grid);
  return inner > 0 && time - start >= inner ? start + inner : start;
}

/** The end of the slice that starts at `start`. */
export function sliceEnd(grid: Grid, start: Milliseconds): Milliseconds {
  const inner = innerEdge(grid);
  if (grid.every >= grid.size) return start + grid.size;
  if (inner === 0) return start + grid.every;
  const windowStart = startAtOrBefore(grid, start);
  return start === windowStart ? start + inner : windowStart + grid.every;
}

/** How far behind each window's start an earlier window ends; 0 where starts are all the edges. */
function innerEdge({ size, every }: Grid): Milliseconds {
  return every >= size ? 0 : size % every;
}

/** The end of the first window that holds a time of the grid's slices. */
export function firstEnd(grid: Grid, time: Milliseconds): Milliseconds {
  if (grid.every >= grid.size) return lastEnd(grid, time);
  return startAtOrBefore(grid, time - grid.size) + grid.every + grid.size;
}

/** The end of the last window that holds a time of the grid's slices. */
export function lastEnd(grid: Grid, time: Milliseconds): Milliseconds {
  return startAtOrBefore(grid, time) + grid.size;
}

/** The largest end of a window that a watermark has passed: end - 1 <= watermark. */
export function passedEnd(grid: Grid, watermark: Milliseconds): Milliseconds {
  if (!Number.isFinite(watermark)) return watermark;
  return startAtOrBefore(grid, watermark + 1 - grid.size) + grid.size;
}
