/** A row that leaves the graph: a count, a pair or a total, told apart by its place among its key's. */
export interface CrashResult {
  /** Which stage it came from: `count`, `pair` or `total`. */
  readonly kind: string;
  readonly key: string;
  /** Rises from row to row of a kind and key. */
  readonly place: number;
  readonly value: number;
}

/** What no two rows share. */
export function resultId({ kind, key, place }: CrashResult): string {
  return `${kind} ${key} ${place}`;
}
