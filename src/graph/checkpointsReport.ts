import type { Milliseconds } from '../../operators/index.ts';
import type { StoredCheckpoint } from './checkpointConfig.ts';

/** What is known of the checkpoints of a graph's run: plain data. Times are the processing time. */
export interface CheckpointsReport {
  /** How many were stored in this run. */
  readonly stored: number;
  /** How many could not be. */
  readonly failed: number;
  /** The last that was stored in this run; left out before the first. */
  readonly last?: StoredCheckpoint & {
    /** When it was stored. */
    readonly at: Milliseconds;
  };
  /** Why the last one that failed did; left out where none has. */
  readonly lastError?: {
    readonly at: Milliseconds;
    /** Its code; empty for an error without one. */
    readonly code: string;
    /** Its text; left out in `explain()`, which can be shown to others: a text may hold paths. */
    readonly text?: string;
  };
  /** The one in work; left out where none is. */
  readonly current?: {
    readonly id: number;
    /** How long it has taken up to now. */
    readonly took: Milliseconds;
    /** What is done: its barrier passes the stages, sinks and feeds prepare, it is written. */
    readonly step: 'passing' | 'preparing' | 'writing';
    /** The stages that its barrier has not passed yet. */
    readonly waitsFor: readonly string[];
  };
  /** The one from which the run went on; left out where it began anew. */
  readonly restored?: {
    readonly id: number;
    /** When it was taken. */
    readonly at: Milliseconds;
  };
  /** The newer ones from which it could not go on, newest first. */
  readonly refused: readonly {
    /** Its name in the store. */
    readonly name: string;
    readonly why: string;
  }[];
}
