import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';

/** Takes one value with its timestamp. */
export type Push<T> = (value: T, timestamp: Milliseconds) => void;

/** What becomes of one value with its timestamp. */
export type MapValue = (value: unknown, timestamp: Milliseconds) => unknown;

/** Whether a value with its timestamp passes. */
export type KeepValue = (value: unknown, timestamp: Milliseconds) => boolean;

/** One stateless stage. */
export type Step = MapStep | FilterStep | PushStep;

/** A stage by which each value becomes one, so that the chunk's times can be passed on as they are. */
export interface MapStep {
  /** The function that made it, such as `mapEach`. */
  readonly kind: string;
  readonly map: MapValue;
}

/** A stage that lets values pass as they are, each with its times. */
export interface FilterStep {
  /** The function that made it, such as `filterEach`. */
  readonly kind: string;
  readonly keep: KeepValue;
}

/** A stage in which values may vanish, multiply and become others. */
export interface PushStep {
  /** The function that made it, such as `flatMapEach`. */
  readonly kind: string;
  /** Given where its results go, it gives back where its values come in. */
  readonly connect: (next: Push<unknown>) => Push<unknown>;
}

/**
 * Runs one chunk through stateless stages. When one of them throws, what came out before is given to
 * `partial`, with the watermark up to there and perhaps nothing else, and the error is thrown on.
 */
export type StepLoop = (
  chunk: Chunk<unknown>,
  partial: (chunk: Chunk<unknown>) => void,
) => Chunk<unknown>;
