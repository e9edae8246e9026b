/** What a variant computed, so that two of them can be held against each other. */
export interface Outcome {
  /** Equal for equal results, whatever their order. */
  readonly digest: string;
  readonly events: number;
  readonly panes: number;
}

interface Named {
  readonly name: string;
  /** Variants with the same word here must have the same outcome. */
  readonly agrees?: string;
}

/** Work inside a process of its own; what `prepare` does is not timed. */
export interface WorkVariant extends Named {
  readonly prepare: () => () => Outcome;
  /** Throws when the results are wrong; not timed. */
  readonly check?: () => void;
}

/** A whole program, timed from its start to its end. */
export interface ProgramVariant extends Named {
  /** A built file of the project, from its root, and its arguments. */
  readonly command: readonly [file: string, ...args: string[]];
  readonly read: (stdout: string) => Outcome;
}

export type Variant = WorkVariant | ProgramVariant;

/** What one run of a variant cost: of a work variant, the median of its passes. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

/** A run of a variant in a process of its own. */
export interface Run extends Cost, Outcome {}

/** A number that a case is about. */
export interface Figure {
  readonly name: string;
  readonly value: number;
}

/** Variants that are compared with each other. */
export interface BenchCase {
  readonly name: string;
  readonly summary: string;
  /** How often each variant is run in a process of its own, interleaved with the others. */
  readonly repetitions: number;
  /** How often the work is done in such a process after one pass to warm up. */
  readonly passes: number;
  readonly variants: readonly Variant[];
  /** The figures, from the medians over the repetitions. */
  readonly figures: (of: (variant: string) => Run) => readonly Figure[];
}
