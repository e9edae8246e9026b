import { Subscription } from 'rxjs';
import type { SchedulerAction, SchedulerLike } from 'rxjs';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** Processing time that stands still until it is set; timers go off in order of their time. */
export class HandScheduler implements SchedulerLike {
  #now = 0;
  #due: Due[] = [];

  now(): number {
    return this.#now;
  }

  schedule<S>(
    work: (this: SchedulerAction<S>, state?: S) => void,
    delay: number = 0,
    state?: S,
  ): Subscription {
    const action: SchedulerAction<S> = Object.assign(new Subscription(), {
      schedule: (next?: S, after?: number) => this.schedule(work, after, next),
    });
    const due = { at: this.#now + delay, run: () => work.call(action, state) };
    this.#due.push(due);
    action.add(() => (this.#due = this.#due.filter((other) => other !== due)));
    return action;
  }

  /** Sets the clock, on the way of which each timer goes off at its time. */
  runTo(time: number): void {
    for (let due = this.#next(time); due !== undefined; due = this.#next(time)) {
      this.#now = Math.max(this.#now, due.at);
      this.#run(due);
    }
    this.#now = Math.max(this.#now, time);
  }

  /** Sets the clock at one leap: timers wait for `runDue`. */
  leapTo(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /** Lets the timers go off that are due now. */
  runDue(): void {
    const due = this.#due.filter(({ at }) => at <= this.#now);
    for (const one of due) if (this.#due.includes(one)) this.#run(one);
  }

  #next(time: number): Due | undefined {
    const due = this.#due.filter(({ at }) => at <= time);
    return due.toSorted((a, b) => a.at - b.at)[0];
  }

  #run(due: Due): void {
    this.#due = this.#due.filter((other) => other !== due);
    due.run();
  }
}
