import { ArgumentRangeError, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';

/**
 * Reads where a grid of windows begins. An offset of a whole step or more would only repeat the grid,
 * so it is taken for a mistake.
 *
 * @param every the step of the grid
 * @throws ArgumentRangeError `MILLRACE_ARGUMENT_RANGE` unless -every < offset < every
 */
export function readOffset(
  owner: string,
  offset: Duration | undefined,
  every: Milliseconds,
): Milliseconds {
  const milliseconds = toMilliseconds(owner, 'offset', offset ?? 0, { sign: 'any' });
  if (Math.abs(milliseconds) < every) return milliseconds;
  const expected = `a duration between -${every} and ${every} ms, less than one step of the windows`;
  throw new ArgumentRangeError(owner, 'offset', expected, show(offset));
}
