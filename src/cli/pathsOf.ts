import type { Snapshot } from '../../operators/index.ts';
import { statePart } from './statePart.ts';

/** The paths of operators and of whole stages; each has to be there. */
export function pathsOf(snapshot: Snapshot, names: readonly string[]): string[] {
  const paths = Object.keys(snapshot);
  return names.flatMap((name) => {
    const ofStage = paths.filter((path) => path.startsWith(`${name}/`));
    if (ofStage.length > 0) return ofStage;
    statePart(snapshot, name);
    return [name];
  });
}
