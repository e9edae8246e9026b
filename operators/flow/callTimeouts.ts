import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { Milliseconds } from '../kernel/index.ts';

/** A longer timer overflows in the engines that run this, and goes off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * Tells which calls have taken too long. All have the same time, so they end in the order in which they
 * began: one timer, for the first of them, does for all.
 */
export class CallTimeouts<C> {
  readonly #span: Milliseconds;
  readonly #scheduler: SchedulerLike;
  readonly #onDue: (call: C) => void;
  readonly #deadlines = new Map<C, Milliseconds>();
  #timer = Subscription.EMPTY;
  #armed = false;

  constructor(span: Milliseconds, scheduler: SchedulerLike, onDue: (call: C) => void) {
    this.#span = span;
    this.#scheduler = scheduler;
    this.#onDue = onDue;
  }

  add(call: C): void {
    if (this.#span === Infinity) return;
    this.#deadlines.set(call, this.#scheduler.now() + this.#span);
    if (!this.#armed) this.#arm(this.#span);
  }

  delete(call: C): void {
    this.#deadlines.delete(call);
  }

  stop(): void {
    this.#deadlines.clear();
    this.#timer.unsubscribe();
  }

  #arm(delay: Milliseconds): void {
    this.#armed = true;
    this.#timer = this.#scheduler.schedule(() => this.#onTimer(), Math.min(LONGEST_DELAY, delay));
  }

  #onTimer(): void {
    const now = this.#scheduler.now();
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now);
    for (const [call] of due) {
      // What an earlier one brought about may have ended a later one.
      if (this.#deadlines.delete(call)) this.#onDue(call);
    }
    this.#timer.unsubscribe();
    this.#armed = false;
    const [first] = this.#deadlines.values();
    if (first !== undefined) this.#arm(Math.max(0, first - now));
  }
}
