import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';

/** The events between two neighbouring window edges: for each key its row in the table. */
export interface Slice<K extends Key> {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
  /** The end of the first and of the last window that holds the slice. */
  readonly firstEnd: Milliseconds;
  readonly lastEnd: Milliseconds;
  readonly rows: Map<K, number>;
}

/** The slices that windows still need, found by start and walked in order of time. */
export class Slices<K extends Key> {
  readonly #byStart = new Map<Milliseconds, Slice<K>>();
  /** In ascending order of start. Mostly appended to: few slices are open at a time. */
  readonly #ordered: Slice<K>[] = [];

  get first(): Slice<K> | undefined {
    return this.#ordered[0];
  }

  get(start: Milliseconds): Slice<K> | undefined {
    return this.#byStart.get(start);
  }

  add(slice: Slice<K>): void {
    this.#byStart.set(slice.start, slice);
    const position = this.#positionOf(slice.start);
    if (position === this.#ordered.length) this.#ordered.push(slice);
    else this.#ordered.splice(position, 0, slice);
  }

  /** Takes out and gives back the slices whose last window ends at `end` or before. */
  takeClosed(end: Milliseconds): readonly Slice<K>[] {
    let count = 0;
    while (count < this.#ordered.length && this.#at(count).lastEnd <= end) count += 1;
    if (count === 0) return [];
    const closed = this.#ordered.splice(0, count);
    for (const { start } of closed) this.#byStart.delete(start);
    return closed;
  }

  /** The slices with from <= start < to, in order of time. */
  between(from: Milliseconds, to: Milliseconds): readonly Slice<K>[] {
    return this.#ordered.slice(this.#positionOf(from), this.#positionOf(to));
  }

  /** The first slice that starts at `from` or later. */
  firstFrom(from: Milliseconds): Slice<K> | undefined {
    return this.#ordered[this.#positionOf(from)];
  }

  all(): readonly Slice<K>[] {
    return this.#ordered;
  }

  #at(position: number): Slice<K> {
    return this.#ordered[position] as Slice<K>;
  }

  #positionOf(start: Milliseconds): number {
    let low = 0;
    let high = this.#ordered.length;
    // Nearly always the newest end of the list is meant.
    if (high > 0 && this.#at(high - 1).start < start) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
