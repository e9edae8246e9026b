import type { Runtime } from '../runtime/index.ts';

/** Allows so many messages a second, and a burst after a silence (a token bucket). */
export class MessageRate {
  readonly #runtime: Runtime;
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(runtime: Runtime, perSecond: number, burst: number) {
    this.#runtime = runtime;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = runtime.monotonic();
  }

  /** Counts a message; false when it is one too many. */
  take(): boolean {
    const now = this.#runtime.monotonic();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
