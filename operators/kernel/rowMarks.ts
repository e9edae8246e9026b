/** It has changed since the barrier of the last view. */
const CHANGED = 1;
/** The last view has not come to it yet. */
const UNREAD = 2;
/** It is in the last view. */
const SHOWN = 4;

/**
 * What a view of rows has to know of each of them: a byte by row, so that an event of a row that has
 * changed already costs one look at it.
 */
export class RowMarks {
  #marks: Uint8Array = new Uint8Array(1_024);

  /** Whether nothing is to be done before the row is written. */
  isNoted(row: number): boolean {
    return ((this.#marks[row] as number) & (CHANGED | UNREAD)) === CHANGED;
  }

  /** The row is about to be written. @returns whether the last view has yet to read it */
  note(row: number): boolean {
    if (row >= this.#marks.length) this.#grow(row + 1);
    const mark = this.#marks[row] as number;
    this.#marks[row] = (mark & SHOWN) | CHANGED;
    return (mark & UNREAD) !== 0;
  }

  /** A view of all rows begins. */
  showAll(rows: number): void {
    this.#grow(rows);
    this.#marks.fill(SHOWN | UNREAD, 0, rows);
  }

  /** A view begins of the rows that have changed; with `again` also of those in the last view. */
  showChanged(rows: number, again: boolean): void {
    this.#grow(rows);
    const marks = this.#marks;
    const chosen = again ? CHANGED | SHOWN : CHANGED;
    for (let row = 0; row < rows; row += 1) {
      marks[row] = ((marks[row] as number) & chosen) === 0 ? 0 : SHOWN | UNREAD;
    }
  }

  /** The first row from `from` on that is still to be read, which it is by that; `rows` for none. */
  takeUnread(from: number, rows: number): number {
    const marks = this.#marks;
    for (let row = from; row < rows; row += 1) {
      const mark = marks[row] as number;
      if ((mark & UNREAD) === 0) continue;
      marks[row] = mark & ~UNREAD;
      return row;
    }
    return rows;
  }

  #grow(rows: number): void {
    if (rows <= this.#marks.length) return;
    const grown = new Uint8Array(Math.max(rows, this.#marks.length * 2));
    grown.set(this.#marks);
    this.#marks = grown;
  }
}
