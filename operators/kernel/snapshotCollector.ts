import type { Collector } from './control.ts';
import { StreamError } from './errors.ts';
import { StateView } from './stateView.ts';

/** A snapshot as plain data: the state of each operator by its path (`stage/operator`). */
export type Snapshot = Readonly<Record<string, unknown>>;

/** What all collectors of one snapshot share. */
interface Collected {
  readonly changesOnly: boolean;
  readonly parts: Record<string, unknown>;
  readonly works: Promise<void>[];
  readonly acts: (() => void)[];
  isGivenUp: boolean;
}

/**
 * Collects the parts of one snapshot.
 *
 * @throws StreamError `MILLRACE_DUPLICATE_NAME` when two operators put under the same name
 */
export class SnapshotCollector implements Collector {
  readonly #all: Collected;
  readonly #prefix: string;

  constructor(changesOnly = false, all?: Collected, prefix = '') {
    this.#all = all ?? { changesOnly, parts: {}, works: [], acts: [], isGivenUp: false };
    this.#prefix = prefix;
  }

  get changesOnly(): boolean {
    return this.#all.changesOnly;
  }

  /** What has been put so far, by path. */
  get snapshot(): Snapshot {
    return this.#all.parts;
  }

  put(name: string, state: unknown): void {
    const path = this.#prefix + name;
    if (Object.hasOwn(this.#all.parts, path)) {
      const fix = 'give each stateful operator a name of its own in its config';
      throw new StreamError(
        'MILLRACE_DUPLICATE_NAME',
        `snapshot: two operators are named '${path}'; ${fix}`,
      );
    }
    this.#all.parts[path] = state;
    if (this.#all.isGivenUp) release(state);
  }

  within(stage: string): Collector {
    return new SnapshotCollector(false, this.#all, `${this.#prefix}${stage}/`);
  }

  wait(work: Promise<void>): void {
    // Told by `settled`; a snapshot that is given up before has nobody who listens.
    work.catch(() => undefined);
    this.#all.works.push(work);
  }

  whenStored(act: () => void): void {
    this.#all.acts.push(act);
  }

  /** Resolves when everything that was waited for has; rejects with the first that fails. */
  async settled(): Promise<void> {
    // What is waited for may bring more of it.
    for (let i = 0; i < this.#all.works.length; i += 1) await this.#all.works[i];
  }

  /** The snapshot will not be stored. */
  giveUp(): void {
    this.#all.isGivenUp = true;
    for (const state of Object.values(this.#all.parts)) release(state);
  }

  /** The snapshot is stored for good. */
  stored(): void {
    for (const act of this.#all.acts.splice(0)) act();
  }
}

function release(state: unknown): void {
  if (state instanceof StateView) state.close(false);
}
