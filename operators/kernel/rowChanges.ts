import { RowMarks } from './rowMarks.ts';
import { RowView } from './rowView.ts';
import type { StateView } from './stateView.ts';

/**
 * Tells the rows of a large state that have changed since the last view of it, and makes the views:
 * whole ones, or of the changes alone. A row is a number from 0; where it is used again for something
 * else, its entry is replaced.
 *
 * A view costs a few bytes' work per row at the barrier and is read later. A row that is written in
 * the meantime is copied before: so who writes a row calls `touch` first. Logic objects make one of
 * these at the first barrier, so that nothing is told where no snapshots are taken.
 *
 * State: a byte per row, and of a view that is open the rows written before they were read.
 */
export class RowChanges {
  readonly #save: (row: number) => unknown;
  readonly #marks = new RowMarks();
  #view: RowView | undefined;
  /** So many rows there were at the most. */
  #most = 0;
  /** Whether a view was kept that changes may follow. */
  #follows = false;
  /** Whether the last view was not kept, so that what it showed counts as changed. */
  #again = false;

  /** @param save the content of a row as it is now, plain data of its own; undefined where it is not in use */
  constructor(save: (row: number) => unknown) {
    this.#save = save;
  }

  /** The row is about to be written, taken into use or released. */
  touch(row: number): void {
    if (!this.#marks.isNoted(row)) this.#note(row);
  }

  /** The same for the first few of a list. */
  touchAll(rows: Int32Array, count: number): void {
    for (let i = 0; i < count; i += 1) this.touch(rows[i] as number);
  }

  /**
   * Begins a view, and ends the last one where that is open still.
   *
   * @param rows how many rows there are, used or not; `save` is asked for more where there were more
   */
  view(head: unknown, rows: number, changesOnly: boolean): StateView {
    this.#view?.close(false);
    const isChanges = changesOnly && this.#follows;
    // Also those that were there once: what has gone with them is to be told.
    const most = Math.max(this.#most, rows);
    this.#most = most;
    if (isChanges) this.#marks.showChanged(most, this.#again);
    else this.#marks.showAll(most);
    this.#again = false;
    const closed = (kept: boolean): void => this.#closed(isChanges, kept);
    const [marks, save] = [this.#marks, this.#save];
    this.#view = new RowView({ head, isChanges, marks, rows: most, save, closed });
    return this.#view;
  }

  #note(row: number): void {
    // Before it is marked, because what is copied is what was there.
    if (this.#marks.note(row)) this.#view?.copy(row);
  }

  #closed(isChanges: boolean, kept: boolean): void {
    this.#view = undefined;
    this.#again = !kept;
    this.#follows = kept || (isChanges && this.#follows);
  }
}
