import type { Comeback } from '../wire/index.ts';

/** How long to wait before connecting again. */
export interface Backoff {
  /** The longest delay before the first attempt, in ms; doubles with each further one. */
  readonly minDelay: number;
  /** The longest delay of all. */
  readonly maxDelay: number;
}

/** What a server that asks for patience gets, in ms. */
const LATER = 1_000;

/**
 * A random delay between 0 and a bound that doubles (full jitter), so that the clients of a server
 * that went down do not all come back at once.
 *
 * @param attempt how many attempts have failed since the last good connection
 */
export function reconnectDelay(
  { minDelay, maxDelay }: Backoff,
  attempt: number,
  comeback: Comeback,
  random: number,
): number {
  const bound = Math.min(maxDelay, minDelay * 2 ** Math.min(attempt, 30));
  const delay = random * bound;
  return comeback === 'later' ? Math.max(delay, Math.min(LATER, maxDelay)) : delay;
}
