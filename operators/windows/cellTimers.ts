import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Cell } from './cell.ts';
import type { Key } from './pane.ts';

interface Entry<K extends Key> {
  readonly at: Milliseconds;
  readonly cell: Cell<K>;
}

/**
 * Cells in the order in which they are due by one of their times. An entry whose cell has another
 * time by now, or is gone, is passed over.
 */
export class CellTimers<K extends Key> {
  readonly #timeOf: (cell: Cell<K>) => Milliseconds;
  readonly #entries = new MinHeap<Entry<K>>(
    (a, b) => a.at - b.at || a.cell.created - b.cell.created,
  );

  constructor(timeOf: (cell: Cell<K>) => Milliseconds) {
    this.#timeOf = timeOf;
  }

  /** The time of the first cell that is due; Infinity when none is. */
  get next(): Milliseconds {
    for (let first = this.#entries.first; first !== undefined; first = this.#entries.first) {
      if (!first.cell.gone && this.#timeOf(first.cell) === first.at) return first.at;
      this.#entries.pop();
    }
    return Infinity;
  }

  /** Files a cell whose time has changed. */
  set(cell: Cell<K>): void {
    const at = this.#timeOf(cell);
    if (at !== Infinity) this.#entries.push({ at, cell });
  }

  /** The first cell that is due at `time` or before, taken out. */
  take(time: Milliseconds): Cell<K> | undefined {
    return this.next <= time ? this.#entries.pop()?.cell : undefined;
  }
}
