import { makeChunk } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { RowTable } from '../windows/index.ts';
import type { Reach } from './reach.ts';

/** The total of all events of a key: one row. */
export class EndlessReach<T> implements Reach<T> {
  readonly #owner: string;
  readonly #table: RowTable<T>;
  #total: number;

  constructor(owner: string, table: RowTable<T>) {
    this.#owner = owner;
    this.#table = table;
    this.#total = table.allocate(0);
  }

  get size(): number {
    return 1;
  }

  enter(value: T, timestamp: Milliseconds): void {
    const event = makeChunk({ values: [value], timestamps: [timestamp], watermark: timestamp });
    this.#table.addOne(this.#total, event, 0);
  }

  leave(): void {
    // Nothing does: a total without a range covers every event.
  }

  result(): Readonly<Record<string, unknown>> {
    return this.#table.result(this.#total);
  }

  save(): unknown {
    return this.#table.save(this.#total);
  }

  load(saved: unknown): void {
    this.#table.release(this.#total);
    this.#total = this.#table.load(this.#owner, saved);
  }
}
