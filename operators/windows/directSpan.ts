import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';
import type { Slices } from './slices.ts';
import type { Span, TakeRow } from './span.ts';
import type { Grid } from './grid.ts';

/** Windows that do not overlap: each is one slice, and nothing is shared. */
export class DirectSpan<T, K extends Key> implements Span<T, K> {
  readonly #grid: Grid;
  readonly #slices: Slices<K>;

  constructor(grid: Grid, slices: Slices<K>) {
    this.#grid = grid;
    this.#slices = slices;
  }

  fire(end: Milliseconds, take: TakeRow<K>): void {
    const slice = this.#slices.get(end - this.#grid.size);
    if (slice === undefined) return;
    // Not for-of, which makes an entry for each row.
    slice.rows.forEach((row, key) => take(key, row));
  }

  leave(): void {
    // Nothing is kept beside the slices.
  }

  holds(): boolean {
    return false;
  }

  update(): void {
    // A slice's own row is all there is.
  }

  tell(): void {
    // It has no rows of its own.
  }

  snapshot(): undefined {
    return undefined;
  }

  restore(): void {
    // There is nothing beside the slices.
  }
}
