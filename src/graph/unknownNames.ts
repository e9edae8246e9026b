import type { Changes } from './changes.ts';
import { isNamed } from './changes.ts';

/**
 * What is wrong with names in the config: a rename that is turned around or misspelt would else pass unseen.
 *
 * @param now the paths that the graph has
 * @param taken the paths of the checkpoint; undefined where there is none
 */
export function unknownNames(
  { renamed, dropped }: Changes,
  now: readonly string[],
  taken: readonly string[] | undefined,
): string[] {
  const has = (paths: readonly string[], name: string): boolean =>
    paths.some((path) => isNamed(path, [name]));
  const renames = Object.entries(renamed).flatMap(([name, old]) => {
    if (!has(now, name)) return [`renamed: it saves nothing under the new name '${name}'`];
    if (taken === undefined || has(taken, old) || has(taken, name)) return [];
    return [`renamed: its checkpoint has no '${old}'`];
  });
  const drops = dropped.filter((name) => taken !== undefined && !has(taken, name));
  return [...renames, ...drops.map((name) => `dropped: its checkpoint has no '${name}'`)];
}
