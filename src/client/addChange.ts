import type { FeedChange } from './feedChange.ts';
import { given } from './given.ts';

/** So many changes wait for their answers, each as it was asked for. */
export const MOST_CHANGES = 16;

/**
 * Adds a change to those that wait. Where there are too many it becomes one with the newest of them, in
 * which each setting is as it was asked for last; those before `from` stay as they are.
 */
export function addChange(changes: FeedChange[], change: FeedChange, from = 0): void {
  const last = changes.length > Math.max(from, MOST_CHANGES) ? changes.pop() : undefined;
  changes.push(last === undefined ? change : withChange(last, change));
}

/** Settings with those in their places that a change tells. */
export function withChange<T extends object>(settings: T, change: object): T {
  return { ...settings, ...given(change, (value) => value !== undefined) };
}
