import { OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent } from './benchEvents.ts';
import { Digest } from './digest.ts';

/** The size of the windows, in milliseconds. */
export const WINDOW = 10_000;

/**
 * What a user without the engine writes to count by key and window: a Map of Maps, the one of the
 * current window at hand, one watermark, windows fired in order.
 */
export class CountLoop {
  late = 0;
  readonly digest: Digest = new Digest();
  readonly #windows = new Map<number, Map<number, number>>();
  #newest = -Infinity;
  #nextEnd = Infinity;
  /** The end of the window that was last counted in, and its counts. */
  #end = -Infinity;
  #counts = new Map<number, number>();

  run(events: readonly BenchEvent[]): void {
    for (const { at, key } of events) {
      const watermark = this.#newest - OUT_OF_ORDERNESS - 1;
      while (this.#nextEnd - 1 <= watermark) this.#fire(this.#nextEnd);
      const isOpen = (at < this.#end && at >= this.#end - WINDOW) || this.#open(at, watermark);
      if (isOpen) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      else this.late += 1;
      if (at > this.#newest) this.#newest = at;
    }
  }

  end(): void {
    while (this.#nextEnd < Infinity) this.#fire(this.#nextEnd);
  }

  /** Takes the window of an event at hand; false where it is closed. */
  #open(at: number, watermark: number): boolean {
    const end = Math.floor(at / WINDOW) * WINDOW + WINDOW;
    if (end - 1 <= watermark) return false;
    this.#end = end;
    this.#counts = this.#windows.get(end) ?? new Map<number, number>();
    this.#windows.set(end, this.#counts);
    this.#nextEnd = Math.min(this.#nextEnd, end);
    return true;
  }

  #fire(end: number): void {
    for (const [key, n] of this.#windows.get(end) ?? []) {
      const pane = { key, window: { start: end - WINDOW, end }, value: { n } };
      this.digest.add(pane.key, pane.window.end, pane.value.n);
    }
    this.#windows.delete(end);
    if (this.#end === end) this.#end = -Infinity;
    this.#nextEnd = Math.min(Infinity, ...this.#windows.keys());
  }
}
