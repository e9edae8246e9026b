import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** What a filter may take before it must have judged any event, and the most it can save up. */
const RESERVE: Milliseconds = 250;
/** What it may take for each event, on average, and for each of its bytes besides. */
const PER_EVENT: Milliseconds = 0.05;
const PER_BYTE: Milliseconds = 0.000_01;
/** What it may take at once before others have their turn. */
const SLICE: Milliseconds = 5;

/**
 * The computing time of one view's filter: it is done in slices, between which the process does other
 * work, and a filter that takes more than 50 µs an event and 10 ns a byte, and 250 ms beyond that, is
 * exhausted.
 */
export class FilterBudget {
  readonly #runtime: Runtime;
  readonly #goOn: () => void;
  #left = RESERVE;
  #slice = SLICE;
  #since = 0;
  #timer: Cancel | undefined;

  /** `goOn` is called when there is time for what had to wait. */
  constructor(runtime: Runtime, goOn: () => void) {
    this.#runtime = runtime;
    this.#goOn = goOn;
  }

  get isExhausted(): boolean {
    return this.#left < 0;
  }

  /** Whether more work has to wait; `goOn` is called then. */
  isTired(): boolean {
    if (this.#slice > 0) return false;
    this.#timer ??= this.#runtime.setTimer(() => {
      this.#timer = undefined;
      this.#slice = SLICE;
      this.#goOn();
    }, 0);
    return true;
  }

  begin(): void {
    this.#since = this.#runtime.monotonic();
  }

  /** What was done since the last word is not the filter's doing. */
  prepared(): void {
    this.#lap();
  }

  /** So many events of so many bytes have been judged since the last word. */
  judged(events: number, bytes: number): void {
    const allowed = events * PER_EVENT + bytes * PER_BYTE;
    this.#left = Math.min(RESERVE, this.#left + allowed - this.#lap());
  }

  #lap(): Milliseconds {
    const now = this.#runtime.monotonic();
    const taken = now - this.#since;
    this.#since = now;
    this.#slice -= taken;
    return taken;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
