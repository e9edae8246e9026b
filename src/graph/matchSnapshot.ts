import { StreamError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import type { CheckpointSettings } from './checkpointConfig.ts';

/** What saves state in a graph: the function that made it, by its path. */
export type SavingOperators = Readonly<Record<string, string>>;

/** A checkpoint, and what the graph was that took it. */
export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  readonly operators: SavingOperators;
}

type Changes = Pick<CheckpointSettings, 'renamed' | 'dropped'>;

/**
 * The parts of a checkpoint under the names that the graph has now.
 *
 * @throws StreamError `MILLRACE_GRAPH_CHANGED` where the checkpoint has state that the graph would lose,
 *   or state of another operator
 */
export function matchSnapshot(
  graph: string,
  now: SavingOperators,
  taken: TakenSnapshot,
  changes: Changes,
): Snapshot {
  const names = new Map(Object.keys(now).map((path) => [oldName(path, changes.renamed), path]));
  const faults = Object.entries(taken.operators).flatMap(([old, kind]) =>
    faultOf(old, kind, now, names, changes.dropped),
  );
  if (faults.length > 0) throw changed(graph, faults);
  const parts = Object.entries(taken.snapshot).flatMap(([old, state]) => {
    if (!(old in taken.operators)) return [[old, state] as const];
    const path = names.get(old);
    return path === undefined ? [] : [[path, state] as const];
  });
  return Object.fromEntries(parts);
}

/** What a path was called in the checkpoint: renamed as a whole, or by its stage. */
function oldName(path: string, renamed: Changes['renamed']): string {
  if (Object.hasOwn(renamed, path)) return renamed[path] as string;
  const [stage = '', ...rest] = path.split('/');
  return Object.hasOwn(renamed, stage) ? [renamed[stage], ...rest].join('/') : path;
}

function faultOf(
  old: string,
  kind: string,
  now: SavingOperators,
  names: ReadonlyMap<string, string>,
  dropped: readonly string[],
): string[] {
  const path = names.get(old);
  if (path === undefined) {
    const isDropped = dropped.includes(old) || dropped.includes(old.split('/')[0] as string);
    return isDropped ? [] : [`it has no '${old}' (${kind}) any more`];
  }
  const kindNow = now[path] as string;
  return kindNow === kind ? [] : [`'${path}' was made by ${kind} and now is by ${kindNow}`];
}

function changed(graph: string, faults: readonly string[]): StreamError {
  const text = `graph '${graph}' has changed since its checkpoint was taken: ${faults.join('; ')}`;
  const fix =
    'tell its new name in checkpoints.renamed, or in checkpoints.dropped that its state is to be forgotten';
  return new StreamError('MILLRACE_GRAPH_CHANGED', `${text}; ${fix}`);
}
