/** Measures for how long at a stretch the event loop had no turn, in milliseconds. */
export class LongestPause {
  readonly #clock: () => number;
  #longest = 0;
  #last = 0;
  #isOn = false;

  /** @param clock in milliseconds, such as those that the process has used of its processors */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  start(): void {
    this.#longest = 0;
    this.#last = this.#clock();
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
    const now = this.#clock();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }
}
