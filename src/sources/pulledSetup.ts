import type { Pressure, PressureConfig, Rows, SourceControl } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';

/** What all pulled sources can be told. */
export interface PulledConfig {
  /** How many values a run has at the most (default: 512). */
  readonly chunkSize?: number;
  /**
   * The marks between which the source pauses and goes on, in values held behind it; or a handle that it
   * shares with other sources, so that what waits behind one of them pauses them all.
   */
  readonly pressure?: PressureConfig | Pressure;
  /** Where turns of the event loop come from (default: the system's). */
  readonly runtime?: Runtime;
}

/** Makes the stream's error of what a reader threw. */
export type Explain = (owner: string, error: unknown) => unknown;

/** How a source finds its positions again. */
export interface Placing<R> {
  /** Where reading can begin so that this run comes first; undefined where it cannot begin there. */
  placeOf(run: R): { readonly at: unknown } | undefined;
  /** How many values are in a run. */
  count(run: R): number;
  /** What is left of a run without its first values. */
  without(run: R, values: number): R;
}

/** A second output of a source, that goes through the same marks as the first; one for each subscription. */
export interface SourceSide<R> {
  /** Takes what is meant for it of a run that is about to be given. */
  give(run: R, pressure: Pressure): void;
  mark(control: NonNullable<Rows<unknown>['control']>, pressure: Pressure): void;
  complete(): void;
  error(error: unknown): void;
}

/** What is read, and what each piece that was read goes out as. */
export interface PulledSetup<R, O> {
  /** The source's name, for error texts. */
  readonly owner: string;
  /**
   * Called once for each subscription; the signal is aborted when nobody wants more.
   *
   * @param at where to begin: a place that `placing` gave, undefined for the beginning
   */
  readonly read: (signal: AbortSignal, at: unknown) => AsyncIterable<R>;
  readonly give: (run: R, pressure: Pressure) => O;
  /** What a mark between two runs goes out as; left out where nothing can stand between them. */
  readonly mark?: (control: NonNullable<Rows<unknown>['control']>, pressure: Pressure) => O;
  /** Makes the second output of a subscription, where there is one. */
  readonly side?: () => SourceSide<R>;
  /** Left out where there are no positions: then it begins at the beginning, whatever was saved. */
  readonly placing?: Placing<R>;
  /** By which it is steered, where it runs under checkpoints. Asked for at each subscription. */
  readonly controlOf?: () => SourceControl | undefined;
  readonly explain: Explain;
  readonly config: PulledConfig;
}
