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

/** The timers of one owner and clock: mostly one, then a list of few in any order, by their time if many. */
type SetTimers<O> = Timer<O> | Timer<O>[] | Map<Milliseconds, Timer<O>> | undefined;

/** Where an owner keeps its timers, by clock: nothing until it sets one. */
export interface TimerOwner<O> {
  eventTime: SetTimers<O>;
  processingTime: SetTimers<O>;
}

/** So many timers of an owner are looked through faster than a map of them is made and kept. */
const FEW_OF_OWNER = 8;
/** How many deleted timers may stand among the others before they are cleared away. */
const FEW = 64;

/**
 * The timers of one clock, in order of time; an owner has at most one for each time.
 *
 * State: the timers that are set, and at most as many deleted ones.
 */
export class Timers<O extends TimerOwner<O>> {
  #waiting = new MinHeap<Timer<O>>(inOrder);
  #deleted = 0;
  #count = 0;
  #next: Milliseconds = Infinity;
  readonly #clock: keyof TimerOwner<O>;

  /** @param clock where an owner keeps its timers of this clock */
  constructor(clock: keyof TimerOwner<O>) {
    this.#clock = clock;
  }

  /** No timer goes off before this; Infinity when none is set. */
  get next(): Milliseconds {
    return this.#next;
  }

  get size(): number {
    return this.#waiting.size - this.#deleted;
  }

  /** How many timers were ever set: the order of the next one. */
  get count(): number {
    return this.#count;
  }

  set(owner: O, time: Milliseconds): void {
    if (this.#find(owner, time) !== undefined) return;
    const timer = { time, order: this.#count, owner, active: true };
    this.#count += 1;
    this.#keep(owner, timer);
    this.#waiting.push(timer);
    if (time < this.#next) this.#next = time;
  }

  delete(owner: O, time: Milliseconds): void {
    const timer = this.#find(owner, time);
    if (timer === undefined) return;
    this.#drop(owner, timer);
    timer.active = false;
    this.#deleted += 1;
    if (this.#deleted > FEW && this.#deleted > this.size) this.#clear();
  }

  deleteAll(owner: O): void {
    for (const { time } of this.of(owner)) this.delete(owner, time);
  }

  /** The timers of an owner, in no order. */
  of(owner: O): readonly Timer<O>[] {
    const timers = owner[this.#clock];
    if (timers === undefined) return [];
    return isOne(timers) ? [timers] : [...timers.values()];
  }

  #find(owner: O, time: Milliseconds): Timer<O> | undefined {
    const timers = owner[this.#clock];
    if (timers instanceof Map) return timers.get(time);
    if (Array.isArray(timers)) return timers.find((timer) => timer.time === time);
    return timers?.time === time ? timers : undefined;
  }

  #keep(owner: O, timer: Timer<O>): void {
    const timers = owner[this.#clock];
    if (timers === undefined) owner[this.#clock] = timer;
    else if (timers instanceof Map) timers.set(timer.time, timer);
    else if (!Array.isArray(timers)) owner[this.#clock] = [timers, timer];
    else if (timers.push(timer) > FEW_OF_OWNER) {
      owner[this.#clock] = new Map(timers.map((each) => [each.time, each]));
    }
  }

  #drop(owner: O, timer: Timer<O>): void {
    const timers = owner[this.#clock];
    if (timers instanceof Map) timers.delete(timer.time);
    else if (!Array.isArray(timers)) owner[this.#clock] = undefined;
    else {
      const last = timers.pop() as Timer<O>;
      if (last !== timer) timers[timers.indexOf(timer)] = last;
    }
  }

  /**
   * The first timer that goes off by `time`, taken out.
   *
   * @param before is told the owner while it has the timer still
   */
  take(time: Milliseconds, before?: (owner: O) => void): Timer<O> | undefined {
    while (this.#next <= time) {
      const timer = this.#waiting.pop();
      if (timer === undefined) return undefined;
      this.#next = this.#waiting.first?.time ?? Infinity;
      if (timer.active) {
        before?.(timer.owner);
        this.#drop(timer.owner, timer);
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
    this.#next = this.#waiting.first?.time ?? Infinity;
  }
}

function isOne<O>(timers: NonNullable<SetTimers<O>>): timers is Timer<O> {
  return 'active' in timers;
}

function inOrder(a: Timer<unknown>, b: Timer<unknown>): number {
  return a.time - b.time || a.order - b.order;
}
