import { makeChunk } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { PartQueue } from '../windows/index.ts';
import type { RowTable } from '../windows/index.ts';
import type { Reach } from './reach.ts';

type SavedParts = ReturnType<PartQueue<unknown>['save']>;

/**
 * The total of a key's last events, for aggregates from which nothing can be taken out: about three
 * merges per event, and two more for each result.
 *
 * State: a row per event, and up to one more for the total.
 */
export class MergedReach<T> implements Reach<T> {
  readonly #owner: string;
  readonly #table: RowTable<T>;
  readonly #parts: PartQueue<T>;

  constructor(owner: string, table: RowTable<T>) {
    this.#owner = owner;
    this.#table = table;
    this.#parts = new PartQueue(table);
  }

  get size(): number {
    return this.#parts.size;
  }

  enter(value: T, timestamp: Milliseconds): void {
    const event = makeChunk({ values: [value], timestamps: [timestamp], watermark: timestamp });
    const row = this.#table.allocate(0);
    this.#table.addOne(row, event, 0);
    this.#parts.push({ row, earliest: timestamp, latest: timestamp });
  }

  leave(): void {
    this.#parts.shift();
  }

  result(): Readonly<Record<string, unknown>> {
    const whole = this.#parts.whole();
    const result = this.#table.result(whole.row);
    this.#table.release(whole.row);
    return result;
  }

  save(): unknown {
    return this.#parts.save();
  }

  load(saved: unknown): void {
    this.#parts.load(this.#owner, saved as SavedParts);
  }
}
