import type { Milliseconds } from '../kernel/index.ts';

/** What wakes a logic object on its two clocks. */
interface Clocks {
  readonly wake: Milliseconds;
  readonly nextTick: Milliseconds;
}

/**
 * Takes values in, up to one that makes something due earlier than before: the seam looks at the clocks
 * again there. Gives the index behind the last value taken.
 */
export function addUntilDue(
  clocks: Clocks,
  take: (index: number) => void,
  from: number,
  to: number,
): number {
  const { wake, nextTick } = clocks;
  for (let i = from; i < to; i += 1) {
    take(i);
    if (clocks.wake < wake || clocks.nextTick < nextTick) return i + 1;
  }
  return to;
}
