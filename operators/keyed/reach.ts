import type { Milliseconds } from '../kernel/index.ts';

/**
 * The events of one key that a running aggregate covers: they enter in order of time, and the one
 * that entered first leaves first.
 */
export interface Reach<T> {
  /** How many entries of state it is; 0 when it is empty. */
  readonly size: number;
  enter(value: T, timestamp: Milliseconds): void;
  /** Lets the oldest event go. */
  leave(): void;
  /** The aggregates of the events by name; there must be an event. */
  result(): Readonly<Record<string, unknown>>;
  save(): unknown;
  /** Sets an empty one to what `save` gave. */
  load(saved: unknown): void;
}
