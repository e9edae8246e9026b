import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';
import type { Late } from './late.ts';
import type { OpenWindows, OperatorCounters } from './operatorStream.ts';
import type { WaitingEntries } from './waitingEntries.ts';

/**
 * The stream logic of a stateful operator: a plain object without RxJS, timers, clocks or I/O.
 *
 * It is driven by position: before each value the watermark has been told to it whenever it reached
 * `wake`, so between two wakes it need not look at the watermark at all. `advance(a)` then
 * `advance(b)` must have the same outputs as `advance(b)`.
 */
export interface Logic<T> {
  /**
   * The smallest watermark that changes anything; Infinity when none does. Read after each call.
   * After `advance(w)` it is larger than w, or Infinity.
   */
  readonly wake: Milliseconds;

  /**
   * The smallest watermark at which state can be freed that shows in no output; Infinity or left out
   * when there is none. Looked at behind the last value of a chunk alone, so that freeing splits no
   * run of values; `advance` is called when it is reached.
   */
  readonly freeAt?: Milliseconds;

  /**
   * Takes the values of `chunk` from position `from` up to, without, `to`. The watermark reaches
   * `wake` before none of them, as `wake` was at the call.
   *
   * @returns the position after the last value taken: less than `to` when a value lowered `wake`, so
   *   that the driver looks again before it goes on
   */
  add(chunk: Chunk<T>, from: number, to: number): number;

  /** The watermark is now `watermark`; called when it has reached `wake`, or `freeAt` after a chunk. */
  advance(watermark: Milliseconds): void;

  /** The processing time at which `tick` wants to be called; undefined or Infinity for never. */
  readonly nextTick?: Milliseconds;

  /** The processing time is now `now`; called when it has reached `nextTick`. */
  tick?(now: Milliseconds): void;

  /** How many values it holds back until time passes: told to the source's pressure handle. */
  readonly held?: number;

  /**
   * Whether what it holds leaves when more values come: then the source is not paused for it, and a
   * bound of its own has to hold (default: false).
   */
  readonly gathers?: boolean;

  /** Sends what it holds back: called before a barrier or an idle mark goes on, and at the end. */
  flush?(): void;

  /** How many entries of state there are. */
  readonly size: number;

  /** The windows that wait for the watermark, where it has any and can tell. */
  readonly openWindows?: OpenWindows;

  /** Rows or timers that wait for the watermark, where it has no windows and can tell. */
  readonly waitingEntries?: WaitingEntries;

  /**
   * The state as it is now: plain data that shares nothing with the logic's own, or a `StateView`.
   *
   * @param changesOnly whether a view may be of what has changed since the one before, which was kept
   */
  snapshot(changesOnly: boolean): unknown;

  /** Goes on from a snapshot, or from the `SavedView` of one; called before anything else. */
  restore(state: unknown): void;
}

/** Where a logic object puts its results. */
export interface Output<R> {
  /** Sends a result with its timestamp; what follows it in the stream has the watermark of `raise`. */
  emit(value: R, timestamp: Milliseconds): void;
  /** The watermark of the output from here on; a lower one than before changes nothing. */
  raise(watermark: Milliseconds): void;
  /** From here on, results come from the value at this position: its arrival and watermark are theirs. */
  at(chunk: Chunk<unknown>, index: number): void;
  /**
   * Keeps the output's watermark at or below this one, whatever it is raised to, so that what a
   * logic object holds back does not become late; Infinity lets it go.
   */
  hold(watermark: Milliseconds): void;
}

/** What a logic object is built with. */
export interface LogicContext<T, R> {
  readonly output: Output<R>;
  /** Counts a late event and sends it where the operator's policy says. */
  readonly late: (event: Late<T>) => void;
  readonly counters: OperatorCounters;
  /** The processing time: the last recorded arrival where the clock is a recorded one. */
  readonly now: () => Milliseconds;
}
