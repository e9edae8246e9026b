import type { Snapshot } from '../../operators/index.ts';
import { didYouMean } from './nearestWord.ts';
import { UsageError } from './usageError.ts';

/**
 * The state of an operator in a checkpoint.
 *
 * @throws UsageError with the paths that there are
 */
export function statePart(snapshot: Snapshot, path: string): unknown {
  if (Object.hasOwn(snapshot, path)) return snapshot[path];
  const paths = Object.keys(snapshot);
  const hint = didYouMean(path, paths) || ` It has: ${paths.join(', ')}.`;
  throw new UsageError(`the checkpoint holds nothing of '${path}'.${hint}`);
}
