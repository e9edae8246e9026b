import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Milliseconds } from '../kernel/index.ts';
import { BreakerLogic } from './breakerLogic.ts';
import type { BreakerState } from './breakerLogic.ts';
import type { BreakerSettings } from './readBreaker.ts';

/** A change of state. */
export interface BreakerChange {
  readonly state: BreakerState;
  /** When, by the clock of the call that brought it about. */
  readonly at: Milliseconds;
}

/** What a circuit breaker has counted, over all stages that share it. */
export interface BreakerCounters {
  /** Calls that were let through. */
  readonly calls: number;
  /** Those of them that failed. */
  readonly failed: number;
  /** Calls that failed at once because it was open. */
  readonly refused: number;
  /** How often it has opened. */
  readonly opened: number;
}

/** A circuit breaker, to be shared by stages that call the same service. */
export interface CircuitBreaker {
  /** Half-open begins with the first call that is asked for after `resetAfter`. */
  readonly state: BreakerState;
  readonly counters: BreakerCounters;
  /** Each change of state, as it happens. */
  readonly changes: Observable<BreakerChange>;
}

/** The circuit breaker behind its interface: what stages ask and tell. */
export class SharedBreaker implements CircuitBreaker {
  readonly counters = { calls: 0, failed: 0, refused: 0, opened: 0 };
  readonly settings: BreakerSettings;
  readonly #logic: BreakerLogic;
  readonly #changes = new Subject<BreakerChange>();
  readonly #waiting = new Set<() => void>();
  readonly changes: Observable<BreakerChange> = this.#changes.asObservable();

  constructor(settings: BreakerSettings) {
    this.settings = settings;
    this.#logic = new BreakerLogic(settings.bounds);
  }

  get state(): BreakerState {
    return this.#logic.state;
  }

  get askAgainAt(): Milliseconds {
    return this.#logic.askAgainAt;
  }

  admits(now: Milliseconds): boolean {
    return this.#watch(now, () => this.#logic.admits(now));
  }

  /** A call begins; undefined where it may not. */
  enter(now: Milliseconds): number | undefined {
    const permit = this.#watch(now, () => this.#logic.enter(now));
    if (permit !== undefined) this.counters.calls += 1;
    else if (this.settings.whileOpen === 'fail') this.counters.refused += 1;
    return permit;
  }

  /** A call has ended. @param succeeded undefined where it was given up */
  leave(permit: number, succeeded: boolean | undefined, now: Milliseconds): void {
    if (succeeded === false) this.counters.failed += 1;
    this.#watch(now, () => this.#logic.leave(permit, succeeded, now));
    // A trial that was given up makes room for another.
    if (this.state === 'halfOpen') this.#wake();
  }

  /** Calls back, once, when asking again may have another answer. @returns a function that takes it back */
  whenMoved(act: () => void): () => void {
    const once = (): void => act();
    this.#waiting.add(once);
    return () => this.#waiting.delete(once);
  }

  #watch<R>(now: Milliseconds, act: () => R): R {
    const before = this.state;
    const result = act();
    if (this.state !== before) this.#turned(now);
    return result;
  }

  #turned(at: Milliseconds): void {
    if (this.state === 'open') this.counters.opened += 1;
    this.#changes.next({ state: this.state, at });
    // What waits while it is open sets its own timer for the time of trials.
    if (this.state !== 'halfOpen') this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const act of waiting) act();
  }
}
