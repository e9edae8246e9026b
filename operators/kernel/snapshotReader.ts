import type { SavedPart, SavedState } from './control.ts';
import { StreamError } from './errors.ts';
import type { Snapshot } from './snapshotCollector.ts';

/** What all readers of one snapshot share. */
interface Read {
  readonly snapshot: Snapshot;
  readonly isNew: (path: string) => boolean;
  readonly works: Promise<void>[];
}

/**
 * Reads the parts of a snapshot that a `SnapshotCollector` collected.
 *
 * @param isNew which operators begin without saved state (default: none, so that a missing part is an error)
 */
export class SnapshotReader implements SavedState {
  readonly #all: Read;
  readonly #prefix: string;

  constructor(
    snapshot: Snapshot,
    isNew: (path: string) => boolean = () => false,
    all?: Read,
    prefix = '',
  ) {
    this.#all = all ?? { snapshot, isNew, works: [] };
    this.#prefix = prefix;
  }

  find(name: string): SavedPart | undefined {
    const { snapshot, isNew } = this.#all;
    const path = this.#prefix + name;
    if (Object.hasOwn(snapshot, path)) return { state: snapshot[path], path };
    if (isNew(path)) return undefined;
    const there = Object.keys(snapshot).join(', ') || 'nothing';
    const text = `restore: no saved state for '${path}'; the snapshot holds ${there}`;
    throw new StreamError('MILLRACE_SNAPSHOT_MISSING', text);
  }

  within(stage: string): SavedState {
    const { snapshot, isNew } = this.#all;
    return new SnapshotReader(snapshot, isNew, this.#all, `${this.#prefix}${stage}/`);
  }

  wait(work: Promise<void>): void {
    // Told by `settled`.
    work.catch(() => undefined);
    this.#all.works.push(work);
  }

  /** Resolves when everything that was waited for has; rejects with the first that fails. */
  async settled(): Promise<void> {
    for (let i = 0; i < this.#all.works.length; i += 1) await this.#all.works[i];
  }
}
