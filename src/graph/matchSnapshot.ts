import { StreamError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import { changesBefore, isNamed, newChanges, oldName } from './changes.ts';
import type { Changes } from './changes.ts';
import { unknownNames } from './unknownNames.ts';

/** What saves state in a graph: what made it, with what its state depends on, by its path. */
export type SavingOperators = Readonly<Record<string, string>>;

/** A checkpoint, and what the graph was that took it. */
export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  readonly operators: SavingOperators;
  /** The changes that it had been told already. */
  readonly more?: unknown;
}

/**
 * The parts of a checkpoint under the names that the graph has now.
 *
 * @param taken undefined where there is no checkpoint: then only the names in the config are checked
 * @throws StreamError `MILLRACE_GRAPH_CHANGED` where the checkpoint has state that the graph would lose,
 *   or state of another operator, and for names in the config that mean nothing
 */
export function matchSnapshot(
  graph: string,
  now: SavingOperators,
  taken: TakenSnapshot | undefined,
  changes: Changes,
): Snapshot {
  const fresh = newChanges(changes, changesBefore(taken?.more));
  const old = taken && Object.keys(taken.operators);
  const unknown = unknownNames(fresh, Object.keys(now), old);
  if (taken === undefined) {
    if (unknown.length > 0) throw changed(graph, 'its config', unknown);
    return {};
  }
  const heirs = findHeirs(now, taken.operators, fresh.renamed);
  const fates = Object.entries(taken.operators).map(([path, made]) =>
    fateOf(path, made, now, heirs.get(path) ?? [], { fresh, changes }),
  );
  const faults = fates.flatMap(({ fault }) => fault ?? []);
  if (unknown.length + faults.length > 0)
    throw changed(graph, 'its checkpoint', [...unknown, ...faults]);
  const names = new Map(fates.map(({ path, heir }) => [path, heir]));
  const parts = Object.entries(taken.snapshot).flatMap(([path, state]) => {
    const name = names.has(path) ? names.get(path) : path;
    return name === undefined ? [] : [[name, state] as const];
  });
  return Object.fromEntries(parts);
}

/** Who goes on with what of the checkpoint: a rename counts before a name that is the same. */
function findHeirs(
  now: SavingOperators,
  taken: SavingOperators,
  renamed: Changes['renamed'],
): ReadonlyMap<string, readonly string[]> {
  const heirs = new Map<string, string[]>();
  const others: string[] = [];
  for (const path of Object.keys(now)) {
    const old = oldName(path, renamed);
    if (old === path || !Object.hasOwn(taken, old)) others.push(path);
    else heirs.set(old, [...(heirs.get(old) ?? []), path]);
  }
  for (const path of others) if (!heirs.has(path)) heirs.set(path, [path]);
  return heirs;
}

/** What becomes of a part: it is forgotten where it has no heir. */
interface Fate {
  readonly path: string;
  readonly heir: string | undefined;
  readonly fault?: string;
}

function fateOf(
  path: string,
  made: string,
  now: SavingOperators,
  heirs: readonly string[],
  { fresh, changes }: { readonly fresh: Changes; readonly changes: Changes },
): Fate {
  const [heir] = heirs;
  const fault = faultOf(path, made, now, heirs);
  const isDropped =
    isNamed(path, fresh.dropped) || (fault !== undefined && isNamed(path, changes.dropped));
  if (isDropped) return { path, heir: undefined };
  return fault === undefined ? { path, heir } : { path, heir, fault };
}

function faultOf(
  path: string,
  made: string,
  now: SavingOperators,
  heirs: readonly string[],
): string | undefined {
  const [heir] = heirs;
  if (heir === undefined) return `it has no '${path}' (${kindOf(made)}) any more`;
  if (heirs.length > 1) return `'${heirs.join("' and '")}' are both renamed from '${path}'`;
  const madeNow = now[heir] as string;
  return madeNow === made ? undefined : `'${heir}' was ${made} and now is ${madeNow}`;
}

function kindOf(made: string): string {
  return made.split(' ')[0] as string;
}

function changed(graph: string, what: string, faults: readonly string[]): StreamError {
  const text = `graph '${graph}' does not fit ${what}: ${faults.join('; ')}`;
  const fix =
    'tell in checkpoints.renamed ({ newName: oldName }) what only has a new name, and in checkpoints.dropped what is to be forgotten';
  return new StreamError('MILLRACE_GRAPH_CHANGED', `${text}; ${fix}`);
}
