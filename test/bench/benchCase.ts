/** What a variant computed, so that two of them can be held against each other. */
export interface Outcome {
  /** Equal for equal results, whatever their order. */
  readonly digest: string;
  readonly events: number;
  readonly panes: number;
  /** Numbers that the work took itself, such as the memory it held at its fullest. */
  readonly measured?: Readonly<Record<string, number>>;
}

interface Named {
  readonly name: string;
  /** Variants with the same word here must have the same outcome. */
  readonly agrees?: string;
  /**
   * The part of the case that it belongs to, which can be run alone. The name begins with it, and the
   * first variant of a part is the one that the others are held against.
   */
  readonly part?: string;
}

/** What is timed. */
export type Work = () => Outcome | Promise<Outcome>;

/** Work inside a process of its own; what `prepare` does is not timed. */
export interface WorkVariant extends Named {
  readonly prepare: () => Work | Promise<Work>;
  /** Throws when the results are wrong; not timed. */
  readonly check?: () => void | Promise<void>;
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
  /** What the heap held at the end, after a collection. */
  readonly heapUsedMb: number;
  /** The part of the time for which the program stood still for the collector. */
  readonly gcShare: number;
}

/** A run of a variant in a process of its own. */
export interface Run extends Cost, Outcome {}

/** Gives the run of a variant, as the medians over the repetitions. */
export type Runs = (variant: string) => Run;

/** A number that a case is about. */
export interface Figure {
  readonly name: string;
  readonly value: (of: Runs) => number;
}

/** Variants that are compared with each other, and how often. */
export interface BenchForm {
  /** How often each variant is run in a process of its own, interleaved with the others. */
  readonly repetitions: number;
  /** How often, at the least, work is timed in such a process once it is warm; 0: its first time is. */
  readonly passes: number;
  readonly variants: readonly Variant[];
  readonly figures: readonly Figure[];
}

/** One subject of measurement, in a file of its name. */
export interface BenchCase extends BenchForm {
  readonly name: string;
  readonly summary: string;
  /** The most telling of it with less work; its figures are figures of the case. Default: nothing. */
  readonly short?: BenchForm;
}
