import type { Snapshot } from '../../operators/index.ts';
import { nearestOrAll } from './nearestWord.ts';
import { UsageError } from './usageError.ts';

/**
 * The paths of operators and of whole stages.
 *
 * @throws UsageError with the paths that there are
 */
export function pathsOf(snapshot: Snapshot, names: readonly string[]): string[] {
  const paths = Object.keys(snapshot);
  return names.flatMap((name) => {
    const ofStage = paths.filter((path) => path.startsWith(`${name}/`));
    if (ofStage.length > 0) return ofStage;
    if (paths.includes(name)) return [name];
    const hint = nearestOrAll(name, paths, 'It is empty.');
    throw new UsageError(`the checkpoint holds nothing of '${name}'.${hint}`);
  });
}

/**
 * The path of one operator: its own, or the name of a stage that has no other.
 *
 * @throws UsageError with the operators that a stage has, or with all there are
 */
export function operatorPath(snapshot: Snapshot, name: string): string {
  if (Object.hasOwn(snapshot, name)) return name;
  const [path = name, ...more] = pathsOf(snapshot, [name]);
  if (more.length === 0) return path;
  const all = [path, ...more].join(', ');
  throw new UsageError(`the stage '${name}' has more than one operator; name one of ${all}.`);
}
