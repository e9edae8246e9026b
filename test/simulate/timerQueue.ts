/** Work for a later time. */
export interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Timers in order of their times, those of one time in the order in which they were set. */
export class TimerQueue {
  #timers: Timer[] = [];

  add(callback: () => void, at: number): () => void {
    const timer = { at, callback };
    let place = this.#timers.length;
    while (place > 0 && (this.#timers[place - 1] as Timer).at > at) place -= 1;
    this.#timers.splice(place, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Takes the first one out, if its time has come. */
  take(now: number): Timer | undefined {
    const [first] = this.#timers;
    if (first === undefined || first.at > now) return undefined;
    return this.#timers.shift();
  }

  clear(): void {
    this.#timers = [];
  }
}
