import type { Milliseconds } from './duration.ts';

/** Takes one value with its timestamp. */
export type Push<T> = (value: T, timestamp: Milliseconds) => void;

/** One stateless stage: given where its results go, it gives back where its values come in. */
export interface Step {
  /** The function that made it, such as `mapEach`. */
  readonly kind: string;
  /** Whether each value gives exactly one, so that the chunk's times can be passed on as they are. */
  readonly oneToOne: boolean;
  connect(next: Push<unknown>): Push<unknown>;
}
