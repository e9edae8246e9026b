import type { Milliseconds } from '../kernel/index.ts';
import { CallTally } from './callTally.ts';

/** What a circuit breaker does with calls: lets all through, none, or a few on trial. */
export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** The checked bounds of a circuit breaker. */
export interface BreakerBounds {
  /** It opens at so many failed calls within the window; 1 where `rate` decides. */
  readonly failures: number;
  /** It opens at such a share of failed calls, from 0 to 1; 0 where `failures` decides. */
  readonly rate: number;
  /** How many calls there have to be within the window before it opens. */
  readonly minimum: number;
  readonly window: Milliseconds;
  readonly resetAfter: Milliseconds;
  /** How many calls are let through on trial; all have to succeed. */
  readonly halfOpen: number;
}

/**
 * The states of a circuit breaker, as a function of calls and times alone.
 *
 * A permit is the number of the period between two changes of state in which a call began: what comes of
 * a call of an earlier period tells nothing about this one.
 */
export class BreakerLogic {
  readonly #bounds: BreakerBounds;
  #tally: CallTally;
  #state: BreakerState = 'closed';
  #period = 0;
  #openedAt: Milliseconds = -Infinity;
  /** Half-open: the trials under way, and those that have succeeded. */
  #trials = 0;
  #succeeded = 0;

  constructor(bounds: BreakerBounds) {
    this.#bounds = bounds;
    this.#tally = new CallTally(bounds.window);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether a call may begin now. The first question after `resetAfter` makes it half-open. */
  admits(now: Milliseconds): boolean {
    if (this.#state === 'open') this.#recover(now);
    if (this.#state !== 'halfOpen') return this.#state === 'closed';
    return this.#trials + this.#succeeded < this.#bounds.halfOpen;
  }

  /** When it is worth asking again: Infinity where that is the end of a trial. */
  get askAgainAt(): Milliseconds {
    return this.#state === 'open' ? this.#openedAt + this.#bounds.resetAfter : Infinity;
  }

  /** A call begins, where it may. */
  enter(now: Milliseconds): number | undefined {
    if (!this.admits(now)) return undefined;
    if (this.#state === 'halfOpen') this.#trials += 1;
    return this.#period;
  }

  /** A call has ended. @param succeeded undefined where nothing is known of it */
  leave(permit: number, succeeded: boolean | undefined, now: Milliseconds): void {
    if (permit !== this.#period) return;
    if (this.#state === 'halfOpen') this.#judgeTrial(succeeded, now);
    else if (succeeded !== undefined) this.#count(succeeded, now);
  }

  #count(succeeded: boolean, now: Milliseconds): void {
    const { failures, rate, minimum } = this.#bounds;
    this.#tally.add(now, !succeeded);
    if (succeeded) return;
    const sum = this.#tally.sum(now);
    const many = sum.failed >= failures && sum.failed >= rate * sum.calls;
    if (many && sum.calls >= minimum) this.#open(now);
  }

  #judgeTrial(succeeded: boolean | undefined, now: Milliseconds): void {
    this.#trials -= 1;
    if (succeeded === false) this.#open(now);
    else if (succeeded === true) this.#succeeded += 1;
    if (this.#succeeded >= this.#bounds.halfOpen) this.#close();
  }

  #recover(now: Milliseconds): void {
    // A clock that was set back must not keep it open for longer.
    this.#openedAt = Math.min(this.#openedAt, now);
    if (now < this.askAgainAt) return;
    this.#turn('halfOpen');
    this.#trials = 0;
    this.#succeeded = 0;
  }

  #open(now: Milliseconds): void {
    this.#turn('open');
    this.#openedAt = now;
  }

  #close(): void {
    this.#turn('closed');
    this.#succeeded = 0;
    this.#tally = new CallTally(this.#bounds.window);
  }

  #turn(state: BreakerState): void {
    this.#state = state;
    this.#period += 1;
  }
}
