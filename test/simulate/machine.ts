import type { Cancel } from '../../src/runtime/index.ts';
import { TimerQueue } from './timerQueue.ts';

/** How a drive ended: as it should, with nothing left to happen, or with too much. */
export type Driven = 'done' | 'stuck' | 'endless';

/** So many steps are asked for at once: between two of them all promises settle. */
const AT_ONCE = 64;

/**
 * Virtual time, and the work that waits for it: turns of the event loop, in order, and timers. It runs one
 * piece of work a step, and the next only when no promise has anything to do any more.
 */
export class Machine {
  readonly random: () => number;
  /** How many steps were made. */
  steps = 0;
  /** What may happen instead of the next step; tells whether it did. */
  instead: () => boolean = () => false;
  readonly #timers = new TimerQueue();
  #turns: (() => void)[] = [];
  #now = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Milliseconds since the machine was made, with fractions. */
  get now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, ms: number): Cancel {
    return this.#timers.add(callback, this.#now + Math.max(ms, 0));
  }

  soon(callback: () => void): Cancel {
    let wanted = true;
    this.#turns.push(() => {
      if (wanted) callback();
    });
    return () => {
      wanted = false;
    };
  }

  /** A whole number from 0 up to, without, the bound. */
  below(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  /** Nothing that was asked for happens. */
  forgetAll(): void {
    this.#timers.clear();
    this.#turns = [];
  }

  /** Runs until it is done, at most so many steps. */
  drive(isDone: () => boolean, most: number): Promise<Driven> {
    const last = this.steps + most;
    return new Promise((resolve, reject) => {
      let over = false;
      let left = 0;
      const end = (how: Driven): void => {
        over = true;
        resolve(how);
      };
      const step = (): void => {
        if (over) return;
        left -= 1;
        try {
          if (isDone()) end('done');
          else if (this.steps >= last) end('endless');
          else if (!this.#step()) end('stuck');
          else if (left === 0) ask();
        } catch (error) {
          over = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const ask = (): void => {
        left = AT_ONCE;
        for (let i = 0; i < AT_ONCE; i += 1) setImmediate(step);
      };
      ask();
    });
  }

  /** @returns whether there was anything to do */
  #step(): boolean {
    this.steps += 1;
    if (this.instead()) return true;
    const hasTurns = this.#turns.length > 0;
    if (hasTurns) this.#now += this.random() * 0.8;
    const timer = this.#timers.take(hasTurns ? this.#now : Infinity);
    if (timer !== undefined) {
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
      return true;
    }
    const turn = this.#turns.shift();
    turn?.();
    return turn !== undefined;
  }
}
