import { PerformanceObserver } from 'node:perf_hooks';

interface Pause {
  readonly startTime: number;
  readonly duration: number;
}

/** For how long the program stood still for the collector of garbage. */
export class CollectorTime {
  readonly #pauses: Pause[] = [];
  readonly #observer = new PerformanceObserver((list) => this.#pauses.push(...list.getEntries()));

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /**
   * The part of a time between two readings of `performance.now()`. Pauses are told some turns of the
   * event loop after they were made.
   */
  shareOf(began: number, ended: number): number {
    this.#pauses.push(...this.#observer.takeRecords());
    const within = this.#pauses.filter(({ startTime }) => startTime >= began && startTime <= ended);
    return within.reduce((sum, { duration }) => sum + duration, 0) / (ended - began);
  }
}
