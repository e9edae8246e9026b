/** What the name of a stored checkpoint tells. */
export interface CheckpointName {
  readonly name: string;
  readonly id: number;
  /** The whole checkpoint that it builds on, over others; its own id where it is whole. */
  readonly root: number;
}

const DIGITS = 16;
const PATTERN = /^(\d{16})-(\d{16})\.checkpoint$/;

/** Such as `0000000000000012-0000000000000009.checkpoint`: checkpoint 12, which builds on 9 to 11. */
export function checkpointName(id: number, root: number): CheckpointName {
  const digits = (value: number): string => String(value).padStart(DIGITS, '0');
  return { name: `${digits(id)}-${digits(root)}.checkpoint`, id, root };
}

/** The names of checkpoints among those of objects, oldest first. */
export function checkpointNames(names: readonly string[]): CheckpointName[] {
  const found = names.flatMap((name) => {
    const [, id, root] = PATTERN.exec(name) ?? [];
    return id === undefined ? [] : [{ name, id: Number(id), root: Number(root) }];
  });
  return found.sort((a, b) => a.id - b.id);
}

/** Those that none of the newest builds on. */
export function outdated(stored: readonly CheckpointName[], keep: number): CheckpointName[] {
  const kept = stored.slice(-keep);
  const newest = new Map<number, number>();
  for (const { id, root } of kept) newest.set(root, id);
  return stored.filter(({ id, root }) => id > (newest.get(root) ?? -1));
}
