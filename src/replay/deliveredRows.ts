import type { Milliseconds } from '../../operators/index.ts';
import type { RowRun } from './rowRun.ts';

/** Counts what is delivered, and leaves out what was given before a restart. */
export class DeliveredRows<T> {
  readonly #run: RowRun<T>;
  readonly #skip: number;
  #given = 0;
  #reached: Milliseconds = -Infinity;

  /** @param skip how many of the first rows are left out */
  constructor(run: RowRun<T>, skip: number) {
    this.#run = run;
    this.#skip = skip;
  }

  /** How many rows have been given, here or before a restart. */
  get given(): number {
    return Math.max(this.#given, this.#skip);
  }

  /** The delivery of the last row given here; -Infinity before the first. */
  get reached(): Milliseconds {
    return this.#reached;
  }

  add(row: T, delivery: Milliseconds): void {
    this.#given += 1;
    if (this.#given <= this.#skip) return;
    this.#reached = delivery;
    this.#run.add(row, delivery);
  }
}
