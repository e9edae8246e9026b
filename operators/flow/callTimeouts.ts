import type { Milliseconds } from '../kernel/index.ts';
import type { CallClock } from './callClock.ts';

/**
 * Tells which calls have taken too long. All have the same time, so they end in the order in which they
 * began: one timer, for the first of them, does for all.
 */
export class CallTimeouts<C> {
  readonly #span: Milliseconds;
  readonly #clock: CallClock;
  readonly #onDue: (call: C) => void;
  readonly #deadlines = new Map<C, Milliseconds>();
  /** Takes back the timer, where one is set. */
  #cancel: (() => void) | undefined;

  constructor(span: Milliseconds, clock: CallClock, onDue: (call: C) => void) {
    this.#span = span;
    this.#clock = clock;
    this.#onDue = onDue;
  }

  add(call: C): void {
    if (this.#span === Infinity) return;
    this.#deadlines.set(call, this.#clock.now() + this.#span);
    if (this.#cancel === undefined) this.#arm(this.#span);
  }

  delete(call: C): void {
    this.#deadlines.delete(call);
  }

  stop(): void {
    this.#deadlines.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(delay: Milliseconds): void {
    this.#cancel = this.#clock.setTimer(() => this.#onTimer(), delay);
  }

  #onTimer(): void {
    const now = this.#clock.now();
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now);
    for (const [call] of due) {
      // What an earlier one brought about may have ended a later one.
      if (this.#deadlines.delete(call)) this.#onDue(call);
    }
    this.#cancel = undefined;
    const [first] = this.#deadlines.values();
    if (first !== undefined) this.#arm(Math.max(0, first - now));
  }
}
