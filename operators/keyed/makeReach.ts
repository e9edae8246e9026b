import type { RowTable } from '../windows/index.ts';
import { EndlessReach } from './endlessReach.ts';
import { MergedReach } from './mergedReach.ts';
import type { Reach } from './reach.ts';
import { SubtractedReach } from './subtractedReach.ts';

/**
 * How the total of a key's events is kept: nothing leaves it (`endless`), what leaves is taken out
 * again (`subtracted`), or what stays is merged (`merged`).
 */
export type ReachKind = 'endless' | 'subtracted' | 'merged';

/** The reach of one key, empty. */
export function makeReach<T>(kind: ReachKind, owner: string, table: RowTable<T>): Reach<T> {
  if (kind === 'endless') return new EndlessReach(owner, table);
  return kind === 'subtracted' ? new SubtractedReach(owner, table) : new MergedReach(owner, table);
}
