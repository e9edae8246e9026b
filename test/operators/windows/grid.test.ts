import fc from 'fast-check';
import {
  firstEnd,
  lastEnd,
  makeGrid,
  passedEnd,
  sliceEnd,
  sliceStart,
  startAtOrBefore,
} from '../../../operators/windows/grid.ts';
import type { Grid } from '../../../operators/windows/grid.ts';
import { startsHolding } from '../../oracle/gridPanes.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('the grid of windows');

const grids = fc
  .record({
    size: fc.integer({ min: 1, max: 40 }),
    every: fc.integer({ min: 1, max: 60 }),
    offset: fc.integer({ min: -200, max: 200 }),
  })
  .map(({ size, every, offset }) => makeGrid(size, every, offset));
const times = fc.integer({ min: -300, max: 300 });

function always(property: (grid: Grid, time: number) => void): void {
  fc.assert(fc.property(grids, times, property), { numRuns: 2_000, seed: 42 });
}

/** Every edge of a window is the start or the end of one. */
function isEdge(time: number, { size, every, offset }: Grid): boolean {
  const onGrid = (start: number): boolean => Number.isInteger((start - offset) / every);
  return onGrid(time) || onGrid(time - size);
}

test('finds the start at or before a time, also below zero and below the offset', () => {
  always((grid, time) => {
    let start = time;
    while (!Number.isInteger((start - grid.offset) / grid.every)) start -= 1;
    assert.is(startAtOrBefore(grid, time), start);
  });
});

test('cuts time at the edges of windows and nowhere else', () => {
  always((grid, time) => {
    if (startsHolding(time, grid).length === 0) {
      assert.ok(
        time >= sliceEnd(grid, sliceStart(grid, time)),
        'a time in a gap is behind its slice',
      );
      return;
    }
    let start = time;
    while (!isEdge(start, grid)) start -= 1;
    let end = time + 1;
    while (!isEdge(end, grid)) end += 1;
    assert.equal([sliceStart(grid, time), sliceEnd(grid, start)], [start, end]);
  });
});

test('knows the first and the last window that holds a time', () => {
  always((grid, time) => {
    const starts = startsHolding(time, grid);
    if (starts.length === 0) return;
    const ends = starts.map((start) => start + grid.size);
    assert.equal(
      [firstEnd(grid, time), lastEnd(grid, time)],
      [Math.min(...ends), Math.max(...ends)],
    );
    assert.equal(
      [firstEnd(grid, sliceStart(grid, time)), lastEnd(grid, sliceStart(grid, time))],
      [Math.min(...ends), Math.max(...ends)],
    );
  });
});

test('knows the last window that a watermark has passed', () => {
  always((grid, watermark) => {
    let end = watermark + 1;
    while (!Number.isInteger((end - grid.size - grid.offset) / grid.every)) end -= 1;
    assert.is(passedEnd(grid, watermark), end);
  });
});

test('knows that a watermark at either end of time has passed nothing or all', () => {
  const grid = makeGrid(10, 3, 1);
  assert.equal([passedEnd(grid, -Infinity), passedEnd(grid, Infinity)], [-Infinity, Infinity]);
});

test('stays exact at the ends of time and with an offset as far as numbers go', () => {
  const farthest = 8.64e15;
  for (const offset of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
    const rest = Number(BigInt(offset) % 1_000n);
    for (const time of [farthest, -farthest]) {
      const start = startAtOrBefore(makeGrid(1_000, 1_000, offset), time);
      assert.ok(start <= time && time < start + 1_000);
      assert.is(Math.abs((start - rest) % 1_000), 0);
    }
  }
});

test.run();
