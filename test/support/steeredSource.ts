import { SnapshotCollector, SnapshotReader } from '../../operators/index.ts';
import type { RowSource, Snapshot, SourceHandle } from '../../operators/index.ts';

/** What a source gave up to where it was stopped. */
export interface Given<T> {
  readonly values: T[];
  /** The kinds of marks, in order; without barriers before the last. */
  readonly marks: string[];
  /** What a barrier behind the last value collected. */
  readonly snapshot: Snapshot;
}

const LAST = 1_000_000;

/**
 * Runs a source as a graph with checkpoints does, until it has given so many values or all, sends a
 * barrier there and lets it go. Barriers of others pass before.
 *
 * @param barrierEvery how many runs come between two of those
 */
export function steeredSource<T>(
  source: RowSource<T>,
  most: number,
  from: Snapshot = {},
  barrierEvery: number = Infinity,
): Promise<Given<T>> {
  return new Promise((resolve, reject) => {
    const values: T[] = [];
    const marks: string[] = [];
    let handle: SourceHandle | undefined;
    let runs = 0;
    const send = (id: number): SnapshotCollector => {
      const collector = new SnapshotCollector();
      handle?.send({ kind: 'barrier', id, collector });
      return collector;
    };
    const stop = (): void => {
      const collector = send(LAST);
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
        const isOther = control?.kind === 'barrier' && control.id !== LAST;
        if (control !== undefined && !isOther) marks.push(control.kind);
        if (run.length > 0) runs += 1;
        if (run.length > 0 && runs % barrierEvery === 0) setImmediate(() => send(runs));
        // Behind this run, as who takes it would.
        if (run.length > 0 && values.length >= most && handle !== undefined) setImmediate(stop);
      },
      error: reject,
    });
  });
}
