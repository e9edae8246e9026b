import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** Something that is to be forgotten at a time, which may move on while it waits. */
export interface Mortal {
  /** Counts up, so that what ends together ends in the order in which it began. */
  readonly created: number;
  deadline: Milliseconds;
}

/**
 * What is to be forgotten, taken out in the order of the deadlines.
 *
 * Algorithm: a heap with lazy re-arming. Something stands in it once, under a time that is no later
 * than its deadline; a deadline that moves on costs nothing until that time is reached.
 *
 * State: one entry each.
 */
export class Expiry<M extends Mortal> {
  readonly #waiting = new MinHeap<readonly [time: Milliseconds, item: M]>(inOrder);

  /** No deadline is earlier than this; Infinity when nothing waits. */
  get next(): Milliseconds {
    return this.#waiting.first?.[0] ?? Infinity;
  }

  /** Begins to wait for an item's deadline; once for each item. */
  add(item: M): void {
    this.#waiting.push([item.deadline, item]);
  }

  /** The item with the earliest deadline that is not after `time`, taken out. */
  take(time: Milliseconds): M | undefined {
    while (this.next <= time) {
      const [filed, item] = this.#waiting.pop() ?? [];
      if (item === undefined) return undefined;
      if (item.deadline === filed) return item;
      this.add(item);
    }
    return undefined;
  }
}

type Waiting = readonly [time: Milliseconds, item: Mortal];

function inOrder([a, first]: Waiting, [b, second]: Waiting): number {
  return a - b || first.created - second.created;
}
