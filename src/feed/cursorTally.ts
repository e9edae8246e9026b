import type { SkipReason } from '../wire/index.ts';
import type { Losses } from './feedStats.ts';

/** What is counted of one cursor. */
export class CursorTally {
  #losses: Map<SkipReason, number> | undefined;

  /** Events did not come. */
  lost(why: SkipReason, events: number): void {
    if (events <= 0) return;
    this.#losses ??= new Map();
    this.#losses.set(why, (this.#losses.get(why) ?? 0) + events);
  }

  get losses(): Losses {
    return Object.fromEntries(this.#losses ?? []);
  }

  get skipped(): number {
    return [...(this.#losses?.values() ?? [])].reduce((sum, events) => sum + events, 0);
  }
}
