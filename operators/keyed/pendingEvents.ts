import type { Milliseconds } from '../kernel/index.ts';

/** An event in a line from which any may leave. */
export interface Pending<T> {
  readonly timestamp: Milliseconds;
  readonly value: T;
  before: Pending<T> | undefined;
  after: Pending<T> | undefined;
}

/** Events in the order in which they came, from which any may leave: a doubly linked list. */
export class PendingEvents<T> {
  #first: Pending<T> | undefined;
  #last: Pending<T> | undefined;
  #size = 0;

  get first(): Pending<T> | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  push(value: T, timestamp: Milliseconds): Pending<T> {
    const pending: Pending<T> = { timestamp, value, before: this.#last, after: undefined };
    if (this.#last === undefined) this.#first = pending;
    else this.#last.after = pending;
    this.#last = pending;
    this.#size += 1;
    return pending;
  }

  /** Takes one of them out; once for each. */
  remove({ before, after }: Pending<T>): void {
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    this.#size -= 1;
  }

  /** All of them, the first one first. */
  items(): Pending<T>[] {
    const items: Pending<T>[] = [];
    for (let item = this.#first; item !== undefined; item = item.after) items.push(item);
    return items;
  }
}
