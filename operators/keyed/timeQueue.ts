import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds, Numbered } from '../kernel/index.ts';

/** A value that waits for its time. */
export interface Queued<T> extends Numbered {
  readonly timestamp: Milliseconds;
  readonly value: T;
  /** Counts up in order of arrival. */
  readonly order: number;
}

/** Values that wait for their time: the earliest first, at one time in order of arrival. */
export class TimeQueue<T> {
  readonly #waiting = new MinHeap<Queued<T>>(inOrder);
  #count = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** The time of the first; Infinity when nothing waits. */
  get next(): Milliseconds {
    return this.#waiting.first?.timestamp ?? Infinity;
  }

  push(value: T, timestamp: Milliseconds): Queued<T> {
    const queued = { timestamp, value, order: this.#count, slot: -1 };
    this.#count += 1;
    this.#waiting.push(queued);
    return queued;
  }

  /** The first, taken out, when its time is not after `time`. */
  takeUpTo(time: Milliseconds): Queued<T> | undefined {
    return this.next <= time ? this.#waiting.pop() : undefined;
  }

  /** All of them, in order. */
  entries(): Queued<T>[] {
    return [...this.#waiting.items].sort(inOrder);
  }
}

function inOrder(a: Queued<unknown>, b: Queued<unknown>): number {
  return a.timestamp - b.timestamp || a.order - b.order;
}
