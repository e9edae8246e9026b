import type { Milliseconds } from './duration.ts';

/** A longer timer overflows in the engines that run this, and goes off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** How long a timer for `due` is set to: one that goes off too early looks again. */
export function timerDelay(due: Milliseconds, now: Milliseconds): Milliseconds {
  return Math.min(LONGEST_DELAY, Math.max(0, due - now));
}
