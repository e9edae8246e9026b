import type { RowSource, Rows } from '../../../operators/index.ts';

/** What a source gave until it ended. */
export interface Collected<T> {
  readonly values: readonly T[];
  readonly runs: readonly Rows<T>[];
  readonly error: unknown;
}

/** Subscribes to the runs of a source and waits for its end. */
export function collect<T>(source: RowSource<T>): Promise<Collected<T>> {
  const runs: Rows<T>[] = [];
  return new Promise((resolve) => {
    const end = (error: unknown): void => {
      resolve({ values: runs.flatMap(({ values }) => values), runs, error });
    };
    source.rows.subscribe({
      next: (rows) => runs.push(rows),
      error: end,
      complete: () => end(undefined),
    });
  });
}
