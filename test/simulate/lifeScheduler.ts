import { Subscription } from 'rxjs';
import type { SchedulerAction, SchedulerLike } from 'rxjs';
import type { Runtime } from '../../src/runtime/index.ts';

/** The scheduler of RxJS on the clock and the timers of a runtime. */
export class LifeScheduler implements SchedulerLike {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  now(): number {
    return this.#runtime.now();
  }

  schedule<S>(
    work: (this: SchedulerAction<S>, state?: S) => void,
    delay: number = 0,
    state?: S,
  ): Subscription {
    return new Action(this.#runtime, work).schedule(state, delay);
  }
}

class Action<S> extends Subscription {
  readonly #runtime: Runtime;
  readonly #work: (this: SchedulerAction<S>, state?: S) => void;

  constructor(runtime: Runtime, work: (this: SchedulerAction<S>, state?: S) => void) {
    super();
    this.#runtime = runtime;
    this.#work = work;
  }

  schedule(state?: S, delay: number = 0): Subscription {
    if (!this.closed) this.add(this.#runtime.setTimer(() => this.#work.call(this, state), delay));
    return this;
  }
}
