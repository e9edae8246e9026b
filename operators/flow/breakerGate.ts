import { StreamError } from '../kernel/index.ts';
import type { CallClock } from './callClock.ts';
import type { SharedBreaker } from './sharedBreaker.ts';

/** Where the calls of one pool pass a circuit breaker that others may share. */
export class BreakerGate {
  readonly #owner: string;
  readonly #breaker: SharedBreaker;
  readonly #clock: CallClock;
  readonly #wake: () => void;
  /** Takes back what was asked for to be woken; undefined while nothing is. */
  #cancel: (() => void) | undefined;

  /** @param wake is called when a question that was answered with no is worth asking again */
  constructor(owner: string, breaker: SharedBreaker, clock: CallClock, wake: () => void) {
    this.#owner = owner;
    this.#breaker = breaker;
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Whether calls need not wait now. Where they do, `wake` will be called. */
  isOpen(): boolean {
    const breaker = this.#breaker;
    if (breaker.settings.whileOpen === 'fail' || breaker.admits(this.#clock.now())) return true;
    this.#hold();
    return false;
  }

  /**
   * A call begins, or has to wait until `wake` is called: then undefined.
   *
   * @throws StreamError `MILLRACE_CIRCUIT_OPEN` where it may not and does not wait
   */
  enter(): number | undefined {
    const permit = this.#breaker.enter(this.#clock.now());
    if (permit !== undefined) return permit;
    if (this.#breaker.settings.whileOpen === 'wait') this.#hold();
    else throw circuitOpen(this.#owner);
    return undefined;
  }

  /** A call has succeeded. */
  succeed(permit: number): void {
    this.#breaker.leave(permit, true, this.#clock.now());
  }

  /** A call has failed; whether that counts is the config's to say, and what that throws is thrown on. */
  fail(permit: number, error: unknown): void {
    let counts = true;
    try {
      counts = this.#breaker.settings.counts(error);
    } finally {
      this.#breaker.leave(permit, !counts, this.#clock.now());
    }
  }

  /** Nobody will know what becomes of a call. */
  forget(permit: number): void {
    this.#breaker.leave(permit, undefined, this.#clock.now());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #hold(): void {
    if (this.#cancel !== undefined) return;
    const { askAgainAt } = this.#breaker;
    const act = (): void => {
      this.stop();
      this.#wake();
    };
    const forget = this.#breaker.whenMoved(act);
    const delay = askAgainAt - this.#clock.now();
    const cancel = delay < Infinity ? this.#clock.setTimer(act, Math.max(0, delay)) : undefined;
    this.#cancel = () => {
      forget();
      cancel?.();
    };
  }
}

function circuitOpen(owner: string): StreamError {
  const text = `${owner}: its circuit breaker is open, so no call was made`;
  const fix = "see what the calls before failed with, or choose whileOpen: 'wait'";
  return new StreamError('MILLRACE_CIRCUIT_OPEN', `${text}; ${fix}`);
}
