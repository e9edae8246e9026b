import type { ValueEvent } from 'millrace/client';
import type { RouteCount } from './boardFeeds.ts';
import type { Book } from './book.ts';

/** The busiest routes of one hour. */
export interface RouteHour {
  readonly start: number;
  readonly end: number;
  readonly routes: readonly RouteCount[];
  readonly corrected: boolean;
}

const HOURS_KEPT = 24;

/** The busiest routes of the last 24 hours that had any. */
export class RouteBook implements Book<readonly RouteCount[]> {
  readonly #hours = new Map<number, RouteHour>();

  /** The newest hour. */
  get latest(): RouteHour | undefined {
    const hours = [...this.#hours.values()];
    return hours.reduce<RouteHour | undefined>(
      (newest, hour) => (newest === undefined || hour.start > newest.start ? hour : newest),
      undefined,
    );
  }

  put({ data: routes, window }: ValueEvent<readonly RouteCount[]>): void {
    if (window === undefined) return;
    const { start, end, timing } = window;
    this.#hours.set(start, { start, end, routes, corrected: timing === 'late' });
    if (this.#hours.size > HOURS_KEPT) this.#hours.delete(Math.min(...this.#hours.keys()));
  }

  clear(): void {
    this.#hours.clear();
  }
}
