import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { Milliseconds } from '../kernel/index.ts';

/** A longer timer overflows in the engines that run this, and goes off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Where calls read the time and set their timers: a `Runtime` is one, and `schedulerClock` makes one. */
export interface CallClock {
  now(): Milliseconds;
  /** Calls back once, `delay` from now at the latest. @returns a function that takes it back */
  setTimer(act: () => void, delay: Milliseconds): () => void;
}

/** The clock and the timers of a scheduler. */
export function schedulerClock(scheduler: SchedulerLike): CallClock {
  return {
    now: () => scheduler.now(),
    setTimer: (act, delay) => {
      const timer = new Subscription();
      const run = (): void => {
        timer.unsubscribe();
        act();
      };
      timer.add(scheduler.schedule(run, Math.min(LONGEST_DELAY, delay)));
      return () => timer.unsubscribe();
    },
  };
}
