import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { FILED, GONE, HOLDING, JOINED, NO_ROW } from './rowTable.ts';
import type { RowTable } from './rowTable.ts';

/**
 * The rows that may become results of their own: by the watermark at which they leave, in an order
 * that is alike however the watermark gets there; and those of them that have no partner yet by
 * their timestamp, which the output's watermark must stay below.
 */
export class LoneRows {
  readonly #table: RowTable<unknown>;
  readonly #toLeave = new MinHeap<number>((a, b) => this.#byUntil(a, b));
  readonly #holding = new MinHeap<number>((a, b) => this.#table.timeOf(a) - this.#table.timeOf(b));

  constructor(table: RowTable<unknown>) {
    this.#table = table;
  }

  /** When the first one leaves, be it gone or not; Infinity when none waits. */
  get next(): Milliseconds {
    const { first } = this.#toLeave;
    return first === undefined ? Infinity : this.#table.untilOf(first);
  }

  /** Those that wait to leave, also the ones that are gone. */
  get items(): readonly number[] {
    return this.#toLeave.items;
  }

  put(row: number): void {
    this.#toLeave.push(row);
    if (!this.#mayHold(row)) return;
    this.#table.mark(row, HOLDING);
    this.#holding.push(row);
  }

  /** The first one that leaves by a watermark, taken out; those that are gone are given up. */
  take(watermark: Milliseconds): number {
    while (this.next <= watermark && this.#toLeave.size > 0) {
      const row = this.#toLeave.pop() as number;
      this.#table.unmark(row, FILED);
      if (!this.#table.is(row, GONE)) return row;
      this.#table.release(row);
    }
    return NO_ROW;
  }

  /** The smallest timestamp of a row that may still come out alone; Infinity when there is none. */
  smallest(): Milliseconds {
    const table = this.#table;
    for (let { first } = this.#holding; first !== undefined; { first } = this.#holding) {
      if (this.#mayHold(first)) return table.timeOf(first);
      this.#holding.pop();
      table.unmark(first, HOLDING);
      if (table.is(first, GONE)) table.release(first);
    }
    return Infinity;
  }

  #mayHold(row: number): boolean {
    return !this.#table.is(row, JOINED | GONE);
  }

  #byUntil(a: number, b: number): number {
    const table = this.#table;
    const sides = Number(table.isLeft(b)) - Number(table.isLeft(a));
    return table.untilOf(a) - table.untilOf(b) || sides || table.orderOf(a) - table.orderOf(b);
  }
}
