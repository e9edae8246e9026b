/**
 * Takes the parts of a snapshot: each stateful operator that a barrier passes puts its own under its
 * name. A collector made by `within` writes into the same snapshot under a stage's name.
 */
export interface Collector {
  /**
   * Whether an operator with much state may give only what has changed since the snapshot before.
   */
  readonly changesOnly: boolean;
  /** The state of an operator: plain data that shares nothing with its own, or a `StateView`. */
  put(name: string, state: unknown): void;
  within(stage: string): Collector;
  /** The snapshot is not whole before this has resolved; parts may be put until then. */
  wait(work: Promise<void>): void;
  /** Is called when the snapshot is stored for good; never for one that was given up. */
  whenStored(act: () => void): void;
}

/** A part of a snapshot. */
export interface SavedPart {
  /** What was put; of a `StateView`, a `SavedView`. */
  readonly state: unknown;
  /** Where in the snapshot it was, for error texts. */
  readonly path?: string;
}

/** The saved parts of a snapshot; an operator takes its own by its name when it is restored. */
export interface SavedState {
  /**
   * The part of this name; undefined where the operator begins anew, because the graph does.
   *
   * @throws StreamError `MILLRACE_SNAPSHOT_MISSING` for one that should be there and is not
   */
  find(name: string): SavedPart | undefined;
  within(stage: string): SavedState;
  /** No value comes from the sources before this has resolved. */
  wait(work: Promise<void>): void;
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

/** No value comes any more, though the stream goes on for barriers: the watermark is at infinity. */
export interface Exhausted {
  readonly kind: 'exhausted';
}

/** The one mark of a source that has given all it has. */
export const EXHAUSTED: Exhausted = Object.freeze({ kind: 'exhausted' });

/** The one idle mark: it carries nothing. */
export const IDLE: Idle = Object.freeze({ kind: 'idle' });

/** The one mark of a source that is there again. */
export const ACTIVE: Active = Object.freeze({ kind: 'active' });
