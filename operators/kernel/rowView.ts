import type { RowMarks } from './rowMarks.ts';
import { StateView } from './stateView.ts';
import type { StateEntry } from './stateView.ts';

/** What a view of rows is made of. */
export interface RowViewParts {
  readonly head: unknown;
  readonly isChanges: boolean;
  readonly marks: RowMarks;
  /** How many rows there are, used or not. */
  readonly rows: number;
  /** The content of a row; undefined for one that is not in use. */
  readonly save: (row: number) => unknown;
  readonly closed: (kept: boolean) => void;
}

/** The view of rows by their marks: one entry each, by its number. */
export class RowView extends StateView {
  readonly #parts: RowViewParts;
  #next = 0;
  /** Rows that were written before they had been read. */
  #copied: StateEntry[] = [];
  /** So many of them have been read. */
  #taken = 0;
  #isClosed = false;

  constructor(parts: RowViewParts) {
    super();
    this.#parts = parts;
  }

  get head(): unknown {
    return this.#parts.head;
  }

  get isChanges(): boolean {
    return this.#parts.isChanges;
  }

  read(most: number): readonly StateEntry[] {
    if (this.#isClosed)
      throw new Error('StateView: read after it was closed, or the next one begun');
    const { marks, rows } = this.#parts;
    const entries = this.#takeCopied(most);
    while (entries.length < most && this.#next < rows) {
      const row = marks.takeUnread(this.#next, rows);
      this.#next = row + 1;
      if (row < rows) this.#add(entries, row);
    }
    return entries;
  }

  close(kept: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#copied = [];
    this.#parts.closed(kept);
  }

  /** A row that is still to be read is about to be written. */
  copy(row: number): void {
    if (!this.#isClosed) this.#add(this.#copied, row);
  }

  /** Without moving those that are left: they may be as many as there are rows. */
  #takeCopied(most: number): StateEntry[] {
    const copied = this.#copied;
    if (copied.length === 0) return [];
    const taken = copied.slice(this.#taken, this.#taken + most);
    this.#taken += taken.length;
    if (this.#taken === copied.length) {
      this.#copied = [];
      this.#taken = 0;
    }
    return taken;
  }

  #add(entries: StateEntry[], row: number): void {
    const content = this.#parts.save(row);
    // Where nothing was before, nothing is gone.
    if (content !== undefined || this.isChanges) entries.push([row, content]);
  }
}
