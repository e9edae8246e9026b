import { StreamError } from './errors.ts';

/**
 * Takes the parts of a snapshot: each stateful operator that a barrier passes puts its own under its
 * name. A collector made by `within` writes into the same snapshot under a stage's name.
 */
export interface Collector {
  put(name: string, state: unknown): void;
  within(stage: string): Collector;
}

/** The saved parts of a snapshot; an operator takes its own by its name when it is restored. */
export interface SavedState {
  take(name: string): unknown;
  within(stage: string): SavedState;
}

/** A mark in the stream: everything before it is in the snapshot, nothing after it is. */
export interface Barrier {
  readonly kind: 'barrier';
  /** Rises from barrier to barrier of one source. */
  readonly id: number;
  readonly collector: Collector;
}

/** The first element of a restored source: operators go on from the saved state. */
export interface Restore {
  readonly kind: 'restore';
  readonly state: SavedState;
}

/** The source is silent: it must not hold back the watermark of a union until its next value. */
export interface Idle {
  readonly kind: 'idle';
}

/** The source is there again, though no value has come yet: it holds the watermark of a union again. */
export interface Active {
  readonly kind: 'active';
}

/** What travels in a stream besides values and watermarks; it stands after a chunk's last value. */
export type Control = Barrier | Restore | Idle | Active;

/** The one idle mark: it carries nothing. */
export const IDLE: Idle = Object.freeze({ kind: 'idle' });

/** The one mark of a source that is there again. */
export const ACTIVE: Active = Object.freeze({ kind: 'active' });

/** A snapshot as plain data: the state of each operator by its path (`stage/operator`). */
export type Snapshot = Readonly<Record<string, unknown>>;

/**
 * Collects the parts of one snapshot.
 *
 * @throws StreamError `MILLRACE_DUPLICATE_NAME` when two operators put under the same name
 */
export class SnapshotCollector implements Collector {
  readonly #parts: Record<string, unknown>;
  readonly #prefix: string;

  constructor(parts: Record<string, unknown> = {}, prefix = '') {
    this.#parts = parts;
    this.#prefix = prefix;
  }

  /** What has been put so far, by path. */
  get snapshot(): Snapshot {
    return this.#parts;
  }

  put(name: string, state: unknown): void {
    const path = this.#prefix + name;
    if (Object.hasOwn(this.#parts, path)) {
      const fix = 'give each stateful operator a name of its own in its config';
      throw new StreamError(
        'MILLRACE_DUPLICATE_NAME',
        `snapshot: two operators are named '${path}'; ${fix}`,
      );
    }
    this.#parts[path] = state;
  }

  within(stage: string): Collector {
    return new SnapshotCollector(this.#parts, `${this.#prefix}${stage}/`);
  }
}

/** Reads the parts of a snapshot that a `SnapshotCollector` collected. */
export class SnapshotReader implements SavedState {
  readonly #snapshot: Snapshot;
  readonly #prefix: string;

  constructor(snapshot: Snapshot, prefix = '') {
    this.#snapshot = snapshot;
    this.#prefix = prefix;
  }

  take(name: string): unknown {
    const path = this.#prefix + name;
    if (Object.hasOwn(this.#snapshot, path)) return this.#snapshot[path];
    const there = Object.keys(this.#snapshot).join(', ') || 'nothing';
    const text = `restore: no saved state for '${path}'; the snapshot holds ${there}`;
    throw new StreamError('MILLRACE_SNAPSHOT_MISSING', text);
  }

  within(stage: string): SavedState {
    return new SnapshotReader(this.#snapshot, `${this.#prefix}${stage}/`);
  }
}
