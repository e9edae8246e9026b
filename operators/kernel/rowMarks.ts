/** The last view has not come to it yet. */
const UNREAD = 1;
/** It is in the last view. */
const SHOWN = 2;

const FIRST_CAPACITY = 1_024;

/**
 * What a view of rows has to know of each of them. Whether a row has changed since the barrier of the
 * last view is a bit, so that what each event looks at is in the cache also where there are many rows.
 */
export class RowMarks {
  #changed: Int32Array = new Int32Array(FIRST_CAPACITY / 32);
  #marks: Uint8Array = new Uint8Array(FIRST_CAPACITY);

  /** Whether nothing is to be done before the row is written. */
  isNoted(row: number): boolean {
    return ((this.#changed[row >>> 5] as number) & (1 << row)) !== 0;
  }

  /** The row is about to be written. @returns whether the last view has yet to read it */
  note(row: number): boolean {
    if (row >= this.#marks.length) this.#grow(row + 1);
    this.#changed[row >>> 5] = (this.#changed[row >>> 5] as number) | (1 << row);
    const mark = this.#marks[row] as number;
    if ((mark & UNREAD) === 0) return false;
    this.#marks[row] = mark & ~UNREAD;
    return true;
  }

  /** A view of all rows begins. */
  showAll(rows: number): void {
    this.#grow(rows);
    this.#changed.fill(0);
    this.#marks.fill(SHOWN | UNREAD, 0, rows);
  }

  /** A view begins of the rows that have changed; with `again` also of those in the last view. */
  showChanged(rows: number, again: boolean): void {
    this.#grow(rows);
    const marks = this.#marks;
    const chosen = again ? SHOWN : 0;
    for (let row = 0; row < rows; row += 1) {
      const isChosen = this.isNoted(row) || ((marks[row] as number) & chosen) !== 0;
      marks[row] = isChosen ? SHOWN | UNREAD : 0;
    }
    this.#changed.fill(0);
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
    const capacity = Math.max(rows, this.#marks.length * 2);
    const marks = new Uint8Array(capacity);
    marks.set(this.#marks);
    this.#marks = marks;
    const changed = new Int32Array((capacity + 31) >>> 5);
    changed.set(this.#changed);
    this.#changed = changed;
  }
}
