import type { Milliseconds } from './duration.ts';

/** Takes one value with its timestamp. */
export type Push<T> = (value: T, timestamp: Milliseconds) => void;

/** What becomes of one value with its timestamp. */
export type MapValue = (value: unknown, timestamp: Milliseconds) => unknown;

/** One stateless stage. */
export type Step = MapStep | PushStep;

/** A stage by which each value becomes one, so that the chunk's times can be passed on as they are. */
export interface MapStep {
  /** The function that made it, such as `mapEach`. */
  readonly kind: string;
  readonly map: MapValue;
}

/** A stage in which values may vanish or multiply. */
export interface PushStep {
  /** The function that made it, such as `filterEach`. */
  readonly kind: string;
  /** Given where its results go, it gives back where its values come in. */
  readonly connect: (next: Push<unknown>) => Push<unknown>;
}
