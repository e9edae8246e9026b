import { SnapshotCollector, SnapshotReader } from '../../operators/index.ts';
import type { RowSource, Snapshot, SourceHandle } from '../../operators/index.ts';

/** What a source gave up to where it was stopped. */
export interface Given<T> {
  readonly values: T[];
  /** The kinds of marks, in order. */
  readonly marks: string[];
  /** What a barrier behind the last value collected. */
  readonly snapshot: Snapshot;
}

/**
 * Runs a source as a graph with checkpoints does, until it has given so many values or all, sends a
 * barrier there and lets it go.
 */
export function steeredSource<T>(
  source: RowSource<T>,
  most: number,
  from: Snapshot = {},
): Promise<Given<T>> {
  return new Promise((resolve, reject) => {
    const values: T[] = [];
    const marks: string[] = [];
    let handle: SourceHandle | undefined;
    const stop = (): void => {
      const collector = new SnapshotCollector();
      handle?.send({ kind: 'barrier', id: 1, collector });
      subscription.unsubscribe();
      resolve({ values, marks, snapshot: collector.snapshot });
    };
    source.control = {
      name: 'source',
      restore: { kind: 'restore', state: new SnapshotReader(from, () => true) },
      ready: () => Promise.resolve(),
      begin: (begun) => {
        handle = begun;
      },
      exhausted: stop,
    };
    const subscription = source.rows.subscribe({
      next: ({ values: run, control }) => {
        values.push(...run);
        if (control !== undefined) marks.push(control.kind);
        // Behind this run, as who takes it would.
        if (run.length > 0 && values.length >= most && handle !== undefined) setImmediate(stop);
      },
      error: reject,
    });
  });
}
