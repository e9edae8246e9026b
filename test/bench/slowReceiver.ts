import { setTimeout } from 'node:timers/promises';

/** A result: how many events are in it, and the number of the first of them. */
export interface SlowRow {
  readonly first: number;
  readonly n: number;
}

/** How many rows it takes at once. */
const STEP = 100;

/** Takes 1,000 rows a second until it is let go; rows out of their order are an error. */
export class SlowReceiver {
  rows = 0;
  /** How many events are in the rows. */
  events = 0;
  readonly #release = new AbortController();
  #due = 0;
  #last = -1;

  async take(rows: readonly SlowRow[]): Promise<void> {
    for (let from = 0; from < rows.length; from += STEP) {
      const some = rows.slice(from, from + STEP);
      await this.#wait(some.length);
      for (const row of some) this.#note(row);
    }
  }

  /** Takes all that comes at once from now on. */
  letGo(): void {
    this.#release.abort();
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#release;
    if (signal.aborted) return;
    const now = performance.now();
    this.#due = Math.max(this.#due, now) + ms;
    await setTimeout(this.#due - now, undefined, { signal }).catch(() => undefined);
  }

  #note({ first, n }: SlowRow): void {
    if (first <= this.#last) throw new Error(`row ${first} came behind row ${this.#last}`);
    this.#last = first;
    this.rows += 1;
    this.events += n;
  }
}
