/** Measures for how long at a stretch the event loop had no turn, in milliseconds. */
export class LongestPause {
  #longest = 0;
  #last = 0;
  #isOn = false;

  start(): void {
    this.#longest = 0;
    this.#last = performance.now();
    this.#isOn = true;
    setImmediate(() => this.#turn());
  }

  stop(): number {
    this.#look();
    this.#isOn = false;
    return this.#longest;
  }

  #turn(): void {
    if (!this.#isOn) return;
    this.#look();
    setImmediate(() => this.#turn());
  }

  #look(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }
}
