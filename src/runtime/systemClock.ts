import type { Cancel, ClockRuntime } from './runtime.ts';

/** Timers of the platform fire at once when they are asked for a longer time than this. */
const LONGEST_TIMER = 2_147_483_647;

/** Clocks, timers and random numbers of Node or the browser: what a client needs of the real machine. */
export const systemClock: ClockRuntime = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer,
  random: () => Math.random(),
};

function setTimer(callback: () => void, ms: number): Cancel {
  let timer: ReturnType<typeof setTimeout>;
  const arm = (left: number): void => {
    const step = Math.min(left, LONGEST_TIMER);
    timer = setTimeout(() => (left > step ? arm(left - step) : callback()), step);
  };
  arm(ms);
  return () => clearTimeout(timer);
}
