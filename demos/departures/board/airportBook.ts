import type { ValueEvent } from 'millrace/client';
import { AirportHistory } from './airportHistory.ts';
import type { AirportFigures } from './boardFeeds.ts';
import type { Book } from './book.ts';
import { KEPT, WINDOW_SIZE } from './lastWindowEnd.ts';

/** The windows of all airports. Keeps those of the last 24 hours, and airports that have any. */
export class AirportBook implements Book<AirportFigures> {
  readonly #histories = new Map<string, AirportHistory>();
  #newestEnd = -Infinity;
  #sweptAt = -Infinity;
  #version = 0;

  get histories(): ReadonlyMap<string, AirportHistory> {
    return this.#histories;
  }

  /** Rises with each change. */
  get version(): number {
    return this.#version;
  }

  get newestEnd(): number {
    return this.#newestEnd;
  }

  put({ key, data, window }: ValueEvent<AirportFigures>): void {
    if (typeof key !== 'string' || window === undefined) return;
    const { start, end, timing } = window;
    if (end < this.#newestEnd - KEPT) return;
    this.#version += 1;
    this.#historyOf(key).put({ ...data, start, end, corrected: timing === 'late' });
    this.#newestEnd = Math.max(this.#newestEnd, end);
    if (this.#newestEnd - this.#sweptAt >= WINDOW_SIZE) this.#sweep();
  }

  clear(): void {
    this.#histories.clear();
    this.#newestEnd = -Infinity;
    this.#sweptAt = -Infinity;
    this.#version += 1;
  }

  #historyOf(key: string): AirportHistory {
    const known = this.#histories.get(key);
    if (known !== undefined) return known;
    const history = new AirportHistory();
    this.#histories.set(key, history);
    return history;
  }

  #sweep(): void {
    this.#sweptAt = this.#newestEnd;
    for (const [key, history] of this.#histories) {
      history.forgetBefore(this.#newestEnd - KEPT);
      if (history.newest === undefined) this.#histories.delete(key);
    }
  }
}
