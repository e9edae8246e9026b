import type { Runtime } from '../runtime/index.ts';

/** What a sink is told when it is opened. */
export interface SinkContext {
  /** The sink's path in the graph: the same from run to run, different from every other sink's. */
  readonly name: string;
  /**
   * What `prepare` gave for the checkpoint from which the graph goes on. Undefined where it goes on from
   * none: nothing that was written before and not committed counts.
   */
  readonly saved: unknown;
  /** Aborts when the graph is over or stops: calls under way should give up. */
  readonly signal: AbortSignal;
  readonly runtime: Runtime;
  /** Whether checkpoints are taken: without them nothing but the end of the stream brings a commit. */
  readonly hasCheckpoints: boolean;
  /** Asks for a checkpoint soon, because much waits for one to be committed. */
  readonly requestCheckpoint: () => void;
}

/** A row on its way out, with its event time. */
export interface SinkRow<T> {
  readonly value: T;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/**
 * Where the results of a graph go. One call at a time, each after the one before has resolved.
 *
 * Under checkpoints everything that was written between two barriers becomes visible together, once and
 * only once: `prepare` makes it safe, the checkpoint with what `prepare` gave is stored, and `commit` makes
 * it visible. After a crash `open` gets what `prepare` gave for the checkpoint that holds: it commits that,
 * again or for the first time, and forgets what was written later. Without checkpoints there is one
 * `prepare` and `commit` at the end of the stream, and whatever the sink makes visible before.
 */
export interface Sink<T> {
  /** What it is, for the topology and errors, such as `ndjsonSink`. */
  readonly kind: string;
  /** Opens it, and brings it to where the checkpoint was. */
  open(context: SinkContext): Promise<void> | void;
  /**
   * How many of its rows wait for a commit beyond those that it has room for; left out where none wait in
   * memory. Under checkpoints they slow down the sources like rows that wait to be written, and barriers
   * still come: a sink that has no more room asks for a checkpoint.
   */
  readonly excess?: number;
  /** Takes rows, in order. They need not be safe before `prepare`, nor visible before `commit`. */
  write(rows: readonly SinkRow<T>[]): Promise<void> | void;
  /**
   * What was written has to be safe, also from a power cut, when this resolves, and later rows belong to
   * the next checkpoint. A checkpoint may be given up after this: what was prepared for it and not
   * committed belongs to the next one, too.
   *
   * @returns plain data with which `commit` and `open` find it
   */
  prepare(checkpoint: number): Promise<unknown>;
  /** The checkpoint is stored: makes what was prepared visible. Called again for the same after a crash. */
  commit(prepared: unknown): Promise<void>;
  /** Frees what it holds: after the last commit, or on a failure. Makes nothing visible. */
  close(): Promise<void> | void;
}
