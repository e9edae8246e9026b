import { show, StreamError } from '../kernel/index.ts';

/**
 * The parts of a state that was saved as `[created, list]`: how many windows there were, and what they held.
 *
 * @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE` for anything else
 */
export function readSavedList<T>(
  owner: string,
  state: unknown,
  what: string,
): readonly [created: number, list: readonly T[]] {
  const [created, list] = Array.isArray(state) ? (state as unknown[]) : [];
  if (typeof created === 'number' && Array.isArray(list)) return [created, list as T[]];
  const text = `${owner}: saved state: expected a number and ${what}, got ${show(state)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
