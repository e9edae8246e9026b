import type { AirportFigures } from './boardFeeds.ts';

/** The figures of one window of an airport. */
export interface AirportPane extends AirportFigures {
  readonly start: number;
  readonly end: number;
  /** Late events changed it after its window was complete. */
  readonly corrected: boolean;
}

/** The windows of one airport by their ends, the oldest first. */
export class AirportHistory {
  readonly #panes: AirportPane[] = [];

  get panes(): readonly AirportPane[] {
    return this.#panes;
  }

  get newest(): AirportPane | undefined {
    return this.#panes.at(-1);
  }

  /** Adds a window, or puts its later figures in the place of the earlier ones. */
  put(pane: AirportPane): void {
    const at = this.#place(pane.end);
    const replaced = this.#panes[at]?.end === pane.end ? 1 : 0;
    this.#panes.splice(at, replaced, pane);
  }

  /** The window that ends then. */
  endingAt(end: number): AirportPane | undefined {
    const pane = this.#panes[this.#place(end)];
    return pane?.end === end ? pane : undefined;
  }

  /** Forgets the windows that ended before a time. */
  forgetBefore(time: number): void {
    this.#panes.splice(0, this.#place(time));
  }

  /** The first position whose window ends at a time or later: almost always near the end. */
  #place(end: number): number {
    let at = this.#panes.length;
    while (at > 0 && (this.#panes[at - 1]?.end ?? 0) >= end) at -= 1;
    return at;
  }
}
