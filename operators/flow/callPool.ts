import { StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { CallClock } from './callClock.ts';
import { AttemptContext } from './callContext.ts';
import type { CallContext } from './callContext.ts';
import { CallTimeouts } from './callTimeouts.ts';
import type { Retry } from './retry.ts';

/** How calls are made. */
export interface CallSettings {
  readonly owner: string;
  /** How many may be under way at once. */
  readonly concurrency: number;
  /** How long each attempt may take; Infinity for as long as it likes. */
  readonly timeout: Milliseconds;
  readonly retry: Retry;
  readonly clock: CallClock;
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

/** A call under way: its attempts, one after the other. */
interface Call<A, R> {
  readonly argument: A;
  readonly done: Done<R>;
  attempts: number;
  /** The attempt in work, or the last one while the next has to wait. */
  context: AttemptContext;
  /** Takes back the timer of the next attempt. */
  cancel: () => void;
}

/** Makes calls to an asynchronous function: a bounded number at once, with timeout and retries. */
export class CallPool<A, R> {
  readonly #make: (argument: A, context: CallContext) => R | PromiseLike<R>;
  readonly #settings: CallSettings;
  readonly #calls = new Set<Call<A, R>>();
  readonly #timeouts: CallTimeouts<Call<A, R>>;
  #stopped = false;

  constructor(
    make: (argument: A, context: CallContext) => R | PromiseLike<R>,
    settings: CallSettings,
  ) {
    this.#make = make;
    this.#settings = settings;
    this.#timeouts = new CallTimeouts(settings.timeout, settings.clock, (call) =>
      this.#onTimeout(call),
    );
  }

  /** Whether a further call may be made now. */
  get free(): boolean {
    return this.#calls.size < this.#settings.concurrency;
  }

  /** Makes a call. A function that gives a plain value is done within this one. */
  run(argument: A, timestamp: Milliseconds, done: Done<R>): void {
    const context = new AttemptContext(timestamp);
    let given: R | PromiseLike<R>;
    try {
      given = this.#make(argument, context);
    } catch (error) {
      this.#fail(this.#open(argument, context, done), error);
      return;
    }
    if (isPromiseLike(given)) this.#wait(this.#open(argument, context, done), given);
    else done(given);
  }

  /** Aborts all calls; none of them is done any more. */
  stop(): void {
    this.#stopped = true;
    const calls = [...this.#calls];
    this.#calls.clear();
    this.#timeouts.stop();
    for (const { context, cancel } of calls) {
      cancel();
      context.abort();
    }
  }

  #open(argument: A, context: AttemptContext, done: Done<R>): Call<A, R> {
    const call = { argument, done, attempts: 1, context, cancel: nothing };
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
      if (open()) this.#end(call, result);
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

  #again(call: Call<A, R>): void {
    call.attempts += 1;
    call.context = new AttemptContext(call.context.timestamp);
    try {
      const given = this.#make(call.argument, call.context);
      if (isPromiseLike(given)) this.#wait(call, given);
      else this.#end(call, given);
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #fail(call: Call<A, R>, error: unknown): void {
    if (this.#stopped) return;
    this.#timeouts.delete(call);
    // An attempt that has failed must not end the call a second time.
    call.context = new AttemptContext(call.context.timestamp);
    const next = this.#next(call, error);
    if (next instanceof CallFailure) this.#end(call, next);
    else call.cancel = this.#settings.clock.setTimer(() => this.#again(call), next);
  }

  /** How long after its failure a call is made again, or that it is not. */
  #next({ attempts }: Call<A, R>, error: unknown): Milliseconds | CallFailure {
    const { retry, clock } = this.#settings;
    try {
      if (attempts >= retry.attempts || !retry.allows(error))
        return new CallFailure(error, attempts);
      return retry.delayAfter(attempts, error, clock.now());
    } catch (thrown) {
      return new CallFailure(thrown, attempts);
    }
  }

  #end(call: Call<A, R>, outcome: R | CallFailure): void {
    this.#calls.delete(call);
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
