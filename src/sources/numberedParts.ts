import type { Placing } from './pulledSetup.ts';

/** A run of the rows of one part of a file, from `from` up to, without, `to`. */
interface PartRun {
  readonly from: number;
  readonly to: number;
}

/** How positions are found where reading can begin at each part of a file, by its number. */
export function numberedParts<R extends PartRun>(numberOf: (run: R) => number): Placing<R> {
  return {
    placeOf: (run) => (run.from === 0 ? { at: numberOf(run) } : undefined),
    count: ({ from, to }) => to - from,
    without: (run, count) => ({ ...run, from: run.from + count }),
  };
}
