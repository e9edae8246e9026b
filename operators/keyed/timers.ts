import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** One timer of one owner. */
export interface Timer<O> {
  readonly time: Milliseconds;
  /** Counts up, so that timers of one time go off in the order in which they were set. */
  readonly order: number;
  readonly owner: O;
  active: boolean;
}

/** How many deleted timers may stand among the others before they are cleared away. */
const FEW = 64;

/**
 * The timers of one clock, in order of time; an owner has at most one for each time.
 *
 * State: the timers that are set, and at most as many deleted ones.
 */
export class Timers<O> {
  #waiting = new MinHeap<Timer<O>>(inOrder);
  #deleted = 0;
  #count = 0;
  readonly #setBy: (owner: O) => Map<Milliseconds, Timer<O>>;

  /** @param setBy where an owner keeps its timers of this clock */
  constructor(setBy: (owner: O) => Map<Milliseconds, Timer<O>>) {
    this.#setBy = setBy;
  }

  /** No timer goes off before this; Infinity when none is set. */
  get next(): Milliseconds {
    return this.#waiting.first?.time ?? Infinity;
  }

  get size(): number {
    return this.#waiting.size - this.#deleted;
  }

  /** How many timers were ever set: the order of the next one. */
  get count(): number {
    return this.#count;
  }

  set(owner: O, time: Milliseconds): void {
    const timers = this.#setBy(owner);
    if (timers.has(time)) return;
    const timer = { time, order: this.#count, owner, active: true };
    this.#count += 1;
    timers.set(time, timer);
    this.#waiting.push(timer);
  }

  delete(owner: O, time: Milliseconds): void {
    const timers = this.#setBy(owner);
    const timer = timers.get(time);
    if (timer === undefined) return;
    timers.delete(time);
    timer.active = false;
    this.#deleted += 1;
    if (this.#deleted > FEW && this.#deleted > this.size) this.#clear();
  }

  deleteAll(owner: O): void {
    for (const time of this.#setBy(owner).keys()) this.delete(owner, time);
  }

  /** The first timer that goes off by `time`, taken out. */
  take(time: Milliseconds): Timer<O> | undefined {
    while (this.next <= time) {
      const timer = this.#waiting.pop();
      if (timer === undefined) return undefined;
      if (timer.active) {
        this.#setBy(timer.owner).delete(timer.time);
        return timer;
      }
      this.#deleted -= 1;
    }
    return undefined;
  }

  /** All timers that are set, in the order in which they will go off. */
  entries(): Timer<O>[] {
    return this.#waiting.items.filter(({ active }) => active).sort(inOrder);
  }

  #clear(): void {
    const left = this.entries();
    this.#waiting = new MinHeap<Timer<O>>(inOrder);
    this.#deleted = 0;
    for (const timer of left) this.#waiting.push(timer);
  }
}

function inOrder(a: Timer<unknown>, b: Timer<unknown>): number {
  return a.time - b.time || a.order - b.order;
}
