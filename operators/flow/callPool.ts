import { StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { BreakerGate } from './breakerGate.ts';
import type { CallClock } from './callClock.ts';
import { AttemptContext } from './callContext.ts';
import type { CallContext } from './callContext.ts';
import { CallTimeouts } from './callTimeouts.ts';
import type { Retry } from './retry.ts';
import type { SharedBreaker } from './sharedBreaker.ts';

/** How calls are made. */
export interface CallSettings {
  readonly owner: string;
  /** How many may be under way at once. */
  readonly concurrency: number;
  /** How long each attempt may take; Infinity for as long as it likes. */
  readonly timeout: Milliseconds;
  readonly retry: Retry;
  readonly clock: CallClock;
  readonly breaker?: SharedBreaker | undefined;
}

/** What a call came to whose last attempt failed. */
export class CallFailure {
  readonly error: unknown;
  readonly attempts: number;

  constructor(error: unknown, attempts: number) {
    this.error = error;
    this.attempts = attempts;
  }
}

/** Takes what a call came to; called once for each. */
export type Done<R> = (outcome: R | CallFailure) => void;

/** What a pool is told beside how calls are made. */
export interface PoolOptions<A, R> {
  /** Is called when there is room again that a circuit breaker had closed. */
  readonly onRoom?: () => void;
  /** Looks at an answer that came in time, to that attempt; undefined where it is whole. */
  readonly judge?: (argument: A, answer: R, attempt: number) => Verdict | undefined;
}

/** What is wrong with an answer. */
export interface Verdict {
  readonly cause: unknown;
  /** Whether it is a good answer to a circuit breaker. */
  readonly answered: boolean;
  /** Whether the call may be made again. */
  readonly again: boolean;
}

/** A call under way: its attempts, one after the other. */
interface Call<A, R> {
  readonly argument: A;
  readonly done: Done<R>;
  attempts: number;
  /** The attempt in work, or the last one while the next has to wait. */
  context: AttemptContext;
  /** Of the attempt in work: under which permit of the circuit breaker it runs. */
  permit: number | undefined;
  /** Takes back the timer of the next attempt. */
  cancel: () => void;
}

/**
 * Makes calls to an asynchronous function: a bounded number at once, with timeout and retries, and past
 * a circuit breaker.
 */
export class CallPool<A, R> {
  readonly #make: (argument: A, context: CallContext) => R | PromiseLike<R>;
  readonly #settings: CallSettings;
  readonly #options: PoolOptions<A, R>;
  readonly #calls = new Set<Call<A, R>>();
  /** Calls whose next attempt waits for the circuit breaker. */
  readonly #waiting: Call<A, R>[] = [];
  readonly #timeouts: CallTimeouts<Call<A, R>>;
  readonly #gate: BreakerGate | undefined;
  #stopped = false;

  constructor(
    make: (argument: A, context: CallContext) => R | PromiseLike<R>,
    settings: CallSettings,
    options: PoolOptions<A, R> = {},
  ) {
    this.#make = make;
    this.#settings = settings;
    this.#options = options;
    const { owner, clock, timeout, breaker } = settings;
    this.#timeouts = new CallTimeouts(timeout, clock, (call) => this.#onTimeout(call));
    if (breaker !== undefined)
      this.#gate = new BreakerGate(owner, breaker, clock, () => this.#resume());
  }

  /** Whether a further call may be made now. Where the circuit breaker says no, `onRoom` tells when to ask again. */
  hasRoom(): boolean {
    if (this.#calls.size >= this.#settings.concurrency) return false;
    return this.#gate === undefined || (this.#waiting.length === 0 && this.#gate.isOpen());
  }

  /** Makes a call. A function that gives a plain value is done within this one. */
  run(argument: A, timestamp: Milliseconds, done: Done<R>): void {
    const context = new AttemptContext(timestamp);
    if (this.#gate !== undefined || this.#options.judge !== undefined) {
      this.#again(this.#open(argument, context, done, 0));
      return;
    }
    let given: R | PromiseLike<R>;
    try {
      given = this.#make(argument, context);
    } catch (error) {
      this.#fail(this.#open(argument, context, done, 1), error);
      return;
    }
    if (isPromiseLike(given)) this.#wait(this.#open(argument, context, done, 1), given);
    else done(given);
  }

  /** Aborts all calls; none of them is done any more. */
  stop(): void {
    this.#stopped = true;
    const calls = [...this.#calls];
    this.#calls.clear();
    this.#waiting.length = 0;
    this.#timeouts.stop();
    this.#gate?.stop();
    for (const call of calls) {
      call.cancel();
      call.context.abort();
      this.#leave(call, (gate, permit) => gate.forget(permit));
    }
  }

  #open(argument: A, context: AttemptContext, done: Done<R>, attempts: number): Call<A, R> {
    const call = { argument, done, attempts, context, permit: undefined, cancel: nothing };
    this.#calls.add(call);
    return call;
  }

  #wait(call: Call<A, R>, answer: PromiseLike<R>): void {
    const { context } = call;
    // The function itself may have brought the end about.
    if (this.#stopped) context.abort();
    else this.#timeouts.add(call);
    const open = (): boolean => !this.#stopped && call.context === context;
    const end = (result: R): void => {
      if (open()) this.#answer(call, result);
    };
    const fail = (error: unknown): void => {
      if (open()) this.#fail(call, error);
    };
    try {
      answer.then(end, fail);
    } catch (error) {
      fail(error);
    }
  }

  /** The circuit breaker lets calls through again, or may. */
  #resume(): void {
    const { length } = this.#waiting;
    for (let i = 0; i < length && this.#gate?.isOpen() === true; i += 1) {
      const call = this.#waiting.shift();
      if (call !== undefined) this.#again(call);
    }
    if (this.hasRoom()) this.#options.onRoom?.();
  }

  #again(call: Call<A, R>): void {
    call.context = new AttemptContext(call.context.timestamp);
    call.attempts += 1;
    try {
      call.permit = this.#gate?.enter();
      if (this.#gate !== undefined && call.permit === undefined) {
        call.attempts -= 1;
        this.#waiting.push(call);
        return;
      }
      const given = this.#make(call.argument, call.context);
      if (isPromiseLike(given)) this.#wait(call, given);
      else this.#answer(call, given);
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #answer(call: Call<A, R>, answer: R): void {
    const verdict = this.#judge(call, answer);
    if (verdict === undefined || verdict.answered)
      this.#leave(call, (gate, permit) => gate.succeed(permit));
    if (verdict === undefined) this.#end(call, answer);
    else this.#fail(call, verdict.cause, verdict.again);
  }

  #judge(call: Call<A, R>, answer: R): Verdict | undefined {
    try {
      return this.#options.judge?.(call.argument, answer, call.attempts);
    } catch (cause) {
      return { cause, answered: false, again: false };
    }
  }

  /** An attempt is over: the circuit breaker is told. */
  #leave(call: Call<A, R>, tell: (gate: BreakerGate, permit: number) => void): void {
    const { permit } = call;
    call.permit = undefined;
    if (this.#gate !== undefined && permit !== undefined) tell(this.#gate, permit);
  }

  #fail(call: Call<A, R>, error: unknown, again: boolean = true): void {
    if (this.#stopped) return;
    this.#timeouts.delete(call);
    // An attempt that has failed must not end the call a second time.
    call.context = new AttemptContext(call.context.timestamp);
    const next = this.#next(call, error, again);
    if (next instanceof CallFailure) this.#end(call, next);
    else call.cancel = this.#settings.clock.setTimer(() => this.#again(call), next);
  }

  /** How long after its failure a call is made again, or that it is not. */
  #next(call: Call<A, R>, error: unknown, again: boolean): Milliseconds | CallFailure {
    const { retry, clock } = this.#settings;
    const { attempts } = call;
    try {
      this.#leave(call, (gate, permit) => gate.fail(permit, error));
      if (!again || attempts >= retry.attempts || !retry.allows(error))
        return new CallFailure(error, attempts);
      return retry.delayAfter(attempts, error, clock.now());
    } catch (thrown) {
      return new CallFailure(thrown, attempts);
    }
  }

  #end(call: Call<A, R>, outcome: R | CallFailure): void {
    // Others that share the circuit breaker may have brought the end about.
    if (!this.#calls.delete(call)) return;
    this.#timeouts.delete(call);
    // An answer that comes twice counts once.
    call.context = new AttemptContext(call.context.timestamp);
    call.done(outcome);
  }

  #onTimeout(call: Call<A, R>): void {
    const { owner, timeout } = this.#settings;
    const text = `${owner}: a call gave no answer within ${timeout} ms`;
    const error = new StreamError(
      'MILLRACE_TIMEOUT',
      `${text}; raise timeout, or give retry or onError`,
    );
    const { context } = call;
    call.context = new AttemptContext(context.timestamp);
    context.abort(error);
    this.#fail(call, error);
  }
}

function nothing(): void {
  // No timer is set.
}

function isPromiseLike<R>(given: R | PromiseLike<R>): given is PromiseLike<R> {
  return (
    typeof given === 'object' &&
    given !== null &&
    'then' in given &&
    typeof given.then === 'function'
  );
}
