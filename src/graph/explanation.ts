import type { Milliseconds } from '../../operators/index.ts';
import type { StageKind } from './stage.ts';

/** A watermark as JSON can tell it: null before the first one, `'end'` behind the last event. */
export type ShownWatermark = Milliseconds | 'end' | null;

/** What a stage's watermark cannot rise without. */
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
}

/** The windows of a stage that hold events and wait for the watermark. */
export interface WaitingWindows {
  /** How many there are; sessions count per key. */
  readonly count: number;
  /** The smallest end of them; null where none has an end. */
  readonly nextEnd: Milliseconds | null;
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
  /** Left out where the stage has no windows, or windows that cannot tell. */
  readonly openWindows?: WaitingWindows;
  /** Entries of state held now. */
  readonly stateSize: number;
  /** Values held back now at the stage's asynchronous boundaries. */
  readonly queueDepth: number;
  readonly late: number;
  readonly dropped: number;
}

/** Why a graph's results have come as far as they have: plain data, and the same as text. */
export interface Explanation {
  readonly name: string;
  /** The processing time of the explanation. */
  readonly now: Milliseconds;
  /** Whether it has been run yet, runs, or is over: completed, stopped or failed. */
  readonly life: 'new' | 'running' | 'over';
  readonly stages: readonly StageExplanation[];
  readonly text: string;
}
