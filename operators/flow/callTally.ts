import type { Milliseconds } from '../kernel/index.ts';

/** The window is counted in so many parts: what is older than the window leaves part by part. */
const PARTS = 10;

interface Part {
  /** Which part of all time it is. */
  number: number;
  calls: number;
  failed: number;
}

/**
 * How many calls ended, and how many of them failed, within the last window of time: in the part of it
 * that is now, and the nine before. State: ten pairs of numbers, however many calls there are.
 */
export class CallTally {
  readonly #length: Milliseconds;
  readonly #parts: Part[] = Array.from({ length: PARTS }, () => ({
    number: -Infinity,
    calls: 0,
    failed: 0,
  }));

  constructor(window: Milliseconds) {
    this.#length = window / PARTS;
  }

  add(now: Milliseconds, failed: boolean): void {
    const number = Math.floor(now / this.#length);
    const part = this.#parts[((number % PARTS) + PARTS) % PARTS] as Part;
    if (part.number !== number) {
      part.number = number;
      part.calls = 0;
      part.failed = 0;
    }
    part.calls += 1;
    if (failed) part.failed += 1;
  }

  sum(now: Milliseconds): { readonly calls: number; readonly failed: number } {
    const last = Math.floor(now / this.#length);
    let calls = 0;
    let failed = 0;
    for (const part of this.#parts) {
      if (part.number > last || part.number <= last - PARTS) continue;
      calls += part.calls;
      failed += part.failed;
    }
    return { calls, failed };
  }
}
