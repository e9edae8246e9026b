import type { Milliseconds } from '../kernel/index.ts';

/** Rows of one key in the order of their timestamps, and of arrival where these are equal. */
export class TimeRows<Row extends { readonly timestamp: Milliseconds }> {
  readonly #rows: Row[] = [];

  get size(): number {
    return this.#rows.length;
  }

  insert(row: Row): void {
    const rows = this.#rows;
    const last = rows.at(-1);
    if (last === undefined || last.timestamp <= row.timestamp) rows.push(row);
    else rows.splice(this.firstFrom(row.timestamp + 1), 0, row);
  }

  remove(row: Row): void {
    const position = this.#rows.indexOf(row, this.firstFrom(row.timestamp));
    // Rows mostly leave in order: taking off the first is cheaper than closing a gap.
    if (position === 0) this.#rows.shift();
    else this.#rows.splice(position, 1);
  }

  /** The rows with timestamps from `low` to `high`, both included. */
  between(low: Milliseconds, high: Milliseconds): Row[] {
    const from = this.firstFrom(low);
    let to = from;
    while (to < this.#rows.length && (this.#rows[to] as Row).timestamp <= high) to += 1;
    return this.#rows.slice(from, to);
  }

  /** The row with the largest timestamp that is not after `time`; of equal ones the last to come. */
  latest(time: Milliseconds): Row | undefined {
    return this.#rows[this.firstFrom(time + 1) - 1];
  }

  /** Takes out the rows before one of them, and gives them. */
  dropUpTo(row: Row): Row[] {
    return this.#rows.splice(0, this.#rows.indexOf(row, this.firstFrom(row.timestamp)));
  }

  /** The position of the first row that is not before `time`. */
  firstFrom(time: Milliseconds): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle] as Row).timestamp < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
