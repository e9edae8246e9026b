/**
 * Runs one act after the other: what comes while an act is in work waits until it is done. A
 * destination or a user's function that feeds its own source would otherwise change half-made results.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /** Runs the act now, or after those that are in work. */
  take(act: () => void): void {
    if (this.#busy) this.#waiting.push(act);
    else this.#run(call, act);
  }

  /** A function that gives what it gets to the act now, or after what is in work. */
  each<T>(act: (item: T) => void): (item: T) => void {
    // Without a closure per item: nearly always nothing is in work.
    return (item) => {
      if (this.#busy) this.#waiting.push(() => act(item));
      else this.#run(act, item);
    };
  }

  #run<T>(act: (item: T) => void, item: T): void {
    this.#busy = true;
    try {
      act(item);
      while (this.#waiting.length > 0) this.#waiting.shift()?.();
    } finally {
      this.#busy = false;
      // Setting a length costs even where nothing changes.
      if (this.#waiting.length > 0) this.#waiting.length = 0;
    }
  }
}

function call(act: () => void): void {
  act();
}
