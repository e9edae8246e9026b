/** What a process that is gone would have done next. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/**
 * Ends a run at one of the points that it passes: from there on every point throws, as a process that is
 * no more does nothing. Without a point the run goes to its end, and tells how many it has passed.
 */
export class Crash {
  passed = 0;
  readonly #at: number;

  constructor(at: number = Infinity) {
    this.#at = at;
  }

  get hasStruck(): boolean {
    return this.passed > this.#at;
  }

  /** A point at which the process may end; a run passes it before and after each effect on the outside. */
  point(): void {
    if (this.passed >= this.#at) {
      this.passed = this.#at + 1;
      throw new Crashed(`ended at point ${this.#at}`);
    }
    this.passed += 1;
  }

  /** An effect on the outside with a point before it, and one behind it: where its answer is lost. */
  async around<R>(effect: () => Promise<R> | R): Promise<R> {
    this.point();
    const result = await effect();
    this.point();
    return result;
  }
}
