import type { ClockAct, Milliseconds } from '../../operators/index.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';
import type { GraphWarning } from './graphWarning.ts';
import type { StageKind } from './stage.ts';

/** A watermark as JSON can tell it: null before the first one, `'end'` behind the last event. */
export type ShownWatermark = Milliseconds | 'end' | null;

/**
 * What a stage's watermark cannot rise without.
 *
 * Watermarks are kept for each input and each partition of a source, and for nothing smaller: a key
 * holds none, unless `partitioned` has it for its partition; then the partition is named.
 */
export interface HeldBy {
  /** The stage that it belongs to. */
  readonly stage: string;
  /** What it is: a source, a partition of it, an input of a stage, or the stage's own operator. */
  readonly kind: 'source' | 'partition' | 'input' | 'operator';
  /** Its name: of a source that of its stage, else the partition, the input or the operator. */
  readonly name: string;
  /** From the stage that waits to the one that holds. */
  readonly path: readonly string[];
  readonly watermark: ShownWatermark;
  /** Whether it is silent, and all others are too. */
  readonly idle: boolean;
  /** The processing time at which its watermark rose last. */
  readonly since?: Milliseconds;
  /** The time of its last event. */
  readonly lastTimestamp?: Milliseconds;
  /** The processing time at which its last event came. */
  readonly lastSeen?: Milliseconds;
  /** An event later than this raises its watermark; left out where that is not known. */
  readonly raisedAfter?: Milliseconds;
  /** How long it may be silent before it is idle; left out where it may be for good. */
  readonly idleAfter?: Milliseconds;
  /** What its watermark will do by the clock, without an event. */
  readonly clockAct?: ClockAct;
}

/** A source that a union with `maxDrift` has paused. */
export interface PausedSource {
  /** The source; left out where the union is within a source, and pauses an input of that. */
  readonly source?: string;
  /** The stage whose union pauses it, and by which input it comes there. */
  readonly by: string;
  readonly input: string;
  /** How far it is ahead of the last input. */
  readonly ahead: Milliseconds;
  /** How far it may be; left out where too many of its events wait, for `lateBy: 'input'`. */
  readonly maxDrift?: Milliseconds;
  /** What it waits for, in words: the source that is last. */
  readonly waitsFor: string;
}

/** A source that is paused because of what waits behind it. */
export interface BackPressure {
  readonly source: string;
  /** The operators at which it waits. */
  readonly by: readonly {
    readonly stage: string;
    readonly operator: string;
    /** How many values wait there. */
    readonly held: number;
  }[];
  /** What all boundaries have told the source: an array counts as many values as it has. */
  readonly depth: number;
  /** At this depth the source is paused. */
  readonly high: number;
  /** At this depth it goes on. */
  readonly low: number;
}

/** The rows or timers of a stage's operators without windows that wait for the watermark. */
export interface WaitingState {
  readonly count: number;
  /** The smallest watermark at which one of them goes out or is let go; null where none is. */
  readonly until: Milliseconds | null;
}

/** The windows of a stage that hold events and wait for the watermark, or for further events. */
export interface WaitingWindows {
  /** How many there are; sessions, and windows by count, count per key. */
  readonly count: number;
  /** The smallest end of them; null where none has an end. */
  readonly nextEnd: Milliseconds | null;
  /** Of windows by count: how many events of its key the next one to be full still needs. */
  readonly missing?: number;
}

/** Why a stage stands where it stands. */
export interface StageExplanation {
  readonly name: string;
  readonly kind: StageKind;
  readonly watermark: ShownWatermark;
  /** How far the watermark is behind the newest event of all sources; null before both exist. */
  readonly lag: Milliseconds | null;
  /** Left out where nothing holds: while the graph does not run, and at a stage's end. */
  readonly heldBy?: HeldBy;
  /** What would let the watermark rise, or the next window fire, in words. */
  readonly wouldRelease?: string;
  /** Left out where the stage has no windows. */
  readonly openWindows?: WaitingWindows;
  /** Left out where nothing waits, or none of its operators can tell. */
  readonly waiting?: WaitingState;
  /** What unions have paused: of a source itself, of another stage what its own unions pause. */
  readonly paused?: readonly PausedSource[];
  /** Left out where nothing is: of a source what pauses it, of a stage the sources that it pauses. */
  readonly backPressure?: readonly BackPressure[];
  /** Entries of state held now. */
  readonly stateSize: number;
  /** Values held back now at the stage's asynchronous boundaries. */
  readonly queueDepth: number;
  readonly late: number;
  readonly dropped: number;
  /** Values whose call or function failed for good, and that went to an output of their own. */
  readonly failed: number;
}

/** Why a graph's results have come as far as they have: plain data, and the same as text. */
export interface Explanation {
  readonly name: string;
  /** The processing time of the explanation. */
  readonly now: Milliseconds;
  /** Whether it has been run yet, runs, or is over: completed, stopped or failed. */
  readonly life: 'new' | 'running' | 'over';
  readonly stages: readonly StageExplanation[];
  /** Its checkpoints; left out where it is not run with any. */
  readonly checkpoints?: CheckpointsReport;
  /** What its stages' configs would lose together. */
  readonly warnings: readonly GraphWarning[];
  readonly text: string;
}
