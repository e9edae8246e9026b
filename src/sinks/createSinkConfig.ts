import type { SinkContext } from './sink.ts';

/** What a sink of one's own is told of the rows that it delivers. */
export interface SinkBatch {
  /**
   * Names these rows, in this order, and no others, in all runs: rows that come again have the id that
   * they had. It begins with the sink's path.
   */
  readonly id: string;
  /**
   * The start of the program in which the rows were computed; `checkpoint` and `index` rise within it.
   * Batches of one run are delivered before those of a later one.
   */
  readonly run: string;
  /** The checkpoint that the rows belong to; 0 where there are no checkpoints. */
  readonly checkpoint: number;
  /** Which of the checkpoint's batches it is, from 0 on; it rises from batch to batch. */
  readonly index: number;
  /** The event time of each row, in milliseconds since the epoch. */
  readonly timestamps: readonly number[];
  /** Whether the batch may have been delivered before, wholly, in part or not at all. */
  readonly isRepeated: boolean;
  /** Aborts when the graph is over or stops: a call under way should give up. */
  readonly signal: AbortSignal;
}

/** The functions of a sink of one's own. */
export interface CreateSinkConfig<T> {
  /** What it is called in the topology and in errors (default: `'createSink'`). */
  readonly kind?: string;
  /** Called once, before anything is delivered: connects, makes tables. */
  readonly open?: (context: SinkContext) => Promise<void> | void;
  /**
   * Delivers rows, all of them or none, so that they are safe when it resolves. One call at a time, in
   * order; a failure stops the graph, and the batch comes again, with `isRepeated`, when it is started.
   */
  readonly deliver: (rows: readonly T[], batch: SinkBatch) => Promise<void> | void;
  /** Called once, when the graph is over or has failed. */
  readonly close?: () => Promise<void> | void;
  /**
   * The most rows of a batch (default: 65,536). When so many wait for a checkpoint, one is asked for;
   * what waits beyond them slows down the sources.
   */
  readonly maxRows?: number;
}
