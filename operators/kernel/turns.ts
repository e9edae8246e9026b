/**
 * Runs one act after the other: what comes while an act is in work waits until it is done. A
 * destination or a user's function that feeds its own source would otherwise change half-made results.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /** Runs the act now, or after those that are in work. */
  take(act: () => void): void {
    if (this.#busy) {
      this.#waiting.push(act);
      return;
    }
    this.#busy = true;
    try {
      act();
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
        next();
    } finally {
      this.#busy = false;
      this.#waiting.length = 0;
    }
  }
}
