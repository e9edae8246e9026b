import { makeChunk, show, StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { RowTable } from '../windows/index.ts';
import { Fifo } from './fifo.ts';
import type { Reach } from './reach.ts';

/**
 * The running total of a key's last events, for aggregates from which an event can be taken out
 * exactly: two steps per event, however many there are.
 *
 * State: a row per event, and one for the total while there are any.
 */
export class SubtractedReach<T> implements Reach<T> {
  readonly #owner: string;
  readonly #table: RowTable<T>;
  readonly #events = new Fifo<number>();
  /** Its row; -1 while there are no events. */
  #total = -1;

  constructor(owner: string, table: RowTable<T>) {
    this.#owner = owner;
    this.#table = table;
  }

  get size(): number {
    return this.#events.size;
  }

  enter(value: T, timestamp: Milliseconds): void {
    const event = makeChunk({ values: [value], timestamps: [timestamp], watermark: timestamp });
    const row = this.#table.allocate(0);
    this.#table.addOne(row, event, 0);
    if (this.#total < 0) this.#total = this.#table.allocate(0);
    this.#table.merge(this.#total, row);
    this.#events.push(row);
  }

  leave(): void {
    const row = this.#events.shift();
    if (row === undefined) return;
    this.#table.remove(this.#total, row);
    this.#table.release(row);
    if (this.#events.size > 0) return;
    this.#table.release(this.#total);
    this.#total = -1;
  }

  result(): Readonly<Record<string, unknown>> {
    return this.#table.result(this.#total);
  }

  save(): unknown {
    return [this.#total, ...this.#events.items()].map((row) => this.#table.save(row));
  }

  load(saved: unknown): void {
    if (!Array.isArray(saved) || saved.length < 2) {
      const text = `${this.#owner}: saved state: expected a total and its events, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    const [total, ...events] = saved as unknown[];
    this.#total = this.#table.load(this.#owner, total);
    for (const event of events) this.#events.push(this.#table.load(this.#owner, event));
  }
}
