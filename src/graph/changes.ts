import type { CheckpointSettings } from './checkpointConfig.ts';

/** What the config says of a changed graph. */
export type Changes = Pick<CheckpointSettings, 'renamed' | 'dropped'>;

/**
 * The changes that the run that took a checkpoint had been told already: its names are the new ones and what
 * it began anew is there again, so that they mean nothing more.
 *
 * @param more what the checkpoint tells beside its operators
 */
export function changesBefore(more: unknown): Changes {
  const { renamed, dropped } = (more ?? {}) as Partial<Changes>;
  return {
    renamed: typeof renamed === 'object' && renamed !== null ? renamed : {},
    dropped: Array.isArray(dropped) ? dropped : [],
  };
}

/** What is new in the config since then. */
export function newChanges({ renamed, dropped }: Changes, before: Changes): Changes {
  const renames = Object.entries(renamed).filter(([name, old]) => before.renamed[name] !== old);
  return {
    renamed: Object.fromEntries(renames),
    dropped: dropped.filter((name) => !before.dropped.includes(name)),
  };
}

/** Whether a path or its stage is among these names. */
export function isNamed(path: string, names: readonly string[]): boolean {
  return names.includes(path) || names.includes(stageOf(path));
}

/** What a path was called before: renamed as a whole, or by its stage. */
export function oldName(path: string, renamed: Changes['renamed']): string {
  if (Object.hasOwn(renamed, path)) return renamed[path] as string;
  const [stage = '', ...rest] = path.split('/');
  return Object.hasOwn(renamed, stage) ? [renamed[stage], ...rest].join('/') : path;
}

function stageOf(path: string): string {
  return path.split('/')[0] as string;
}
