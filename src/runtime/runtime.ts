/** Takes back what was asked for; does nothing when it has happened already. */
export type Cancel = () => void;

/** What a client needs from the machine it runs on: clocks, timers and random numbers. */
export interface ClockRuntime {
  /** Wall-clock time in milliseconds since the epoch; may jump. */
  now(): number;
  /** Milliseconds since some start, with fractions; never goes back. */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds (0 and less: as soon as timers run). */
  setTimer(callback: () => void, ms: number): Cancel;
  /** A random number from 0 up to, without, 1. */
  random(): number;
}

/**
 * What the engine needs from the machine it runs on: clocks, timers, random numbers and ids. All of
 * `src/` takes them from here, so that a test can drive them by hand.
 */
export interface Runtime extends ClockRuntime {
  /** Calls back once in the next turn of the event loop, after pending I/O had its chance. */
  soon(callback: () => void): Cancel;
  /** An id that no other call gives. */
  id(): string;
}
