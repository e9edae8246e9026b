import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** What can be filed: something that is due at some time, which may move on while it is filed. */
export interface Filed {
  readonly created: number;
  readonly gone: boolean;
  filed: Milliseconds;
}

/** One entry of the bucket that is open, with the deadline it was found to have. */
interface Due<F> {
  readonly item: F;
  readonly deadline: Milliseconds;
  readonly rank: number;
}

/**
 * Deadlines that mostly move on before they are reached, taken out exactly to the millisecond and in
 * order.
 *
 * Algorithm: a timer wheel of buckets with lazy re-arming. An item is filed under a time that is no
 * later than its deadline and stays there while its deadline moves on; when the watermark reaches
 * its bucket, the bucket is opened: items whose deadline has moved beyond it are filed anew, the rest
 * goes into a heap. So an event that prolongs a session costs nothing here.
 *
 * State: one entry per filed item, and one more each time an item's deadline moves back.
 */
export class Deadlines<F extends Filed> {
  readonly #width: Milliseconds;
  readonly #deadlineOf: (item: F) => Milliseconds;
  readonly #rankOf: (item: F) => number;
  readonly #buckets = new Map<number, F[]>();
  /** The numbers of the filled buckets. */
  readonly #order = new MinHeap<number>((a, b) => a - b);
  /** What is left of the open bucket. */
  readonly #due = new MinHeap<Due<F>>(inOrder);
  #opened = -Infinity;

  /**
   * @param width of a bucket: small beside how far deadlines move, so that few are sorted in vain
   * @param rankOf what decides between items that are due at one time, before the order of creation
   */
  constructor(
    width: Milliseconds,
    deadlineOf: (item: F) => Milliseconds,
    rankOf: (item: F) => number = () => 0,
  ) {
    this.#width = Math.max(1, Math.floor(width));
    this.#deadlineOf = deadlineOf;
    this.#rankOf = rankOf;
  }

  /** No deadline is earlier than this; Infinity when nothing is filed. */
  get next(): Milliseconds {
    const due = this.#due.first;
    if (due !== undefined) return due.deadline;
    const bucket = this.#order.first;
    return bucket === undefined ? Infinity : bucket * this.#width;
  }

  /** Files an item under its deadline, unless it already is under an earlier time. */
  file(item: F): void {
    const deadline = this.#deadlineOf(item);
    if (item.filed <= deadline) return;
    item.filed = deadline;
    const bucket = Math.floor(deadline / this.#width);
    if (bucket <= this.#opened) this.#push(item, deadline);
    else this.#put(bucket, item);
  }

  /** The item with the earliest deadline that is not after `time`, taken out. */
  take(time: Milliseconds): F | undefined {
    while (this.next !== Infinity && this.next <= time) {
      const due = this.#due.pop();
      if (due === undefined) this.#open();
      else if (this.#isCurrent(due)) {
        due.item.filed = Infinity;
        return due.item;
      }
    }
    return undefined;
  }

  /** Files an entry's item anew when its deadline has moved on; false when the entry is not the one. */
  #isCurrent({ item, deadline, rank }: Due<F>): boolean {
    if (item.gone || item.filed > deadline) return false;
    if (this.#deadlineOf(item) === deadline && this.#rankOf(item) === rank) return true;
    item.filed = Infinity;
    this.file(item);
    return false;
  }

  #push(item: F, deadline: Milliseconds): void {
    this.#due.push({ item, deadline, rank: this.#rankOf(item) });
  }

  #open(): void {
    const bucket = this.#order.pop() as number;
    const items = this.#buckets.get(bucket) ?? [];
    this.#buckets.delete(bucket);
    this.#opened = bucket;
    for (const item of items) {
      if (item.gone || Math.floor(item.filed / this.#width) !== bucket) continue;
      item.filed = Infinity;
      const deadline = this.#deadlineOf(item);
      if (Math.floor(deadline / this.#width) > bucket) this.file(item);
      else {
        item.filed = deadline;
        this.#push(item, deadline);
      }
    }
  }

  #put(bucket: number, item: F): void {
    const items = this.#buckets.get(bucket);
    if (items !== undefined) items.push(item);
    else {
      this.#buckets.set(bucket, [item]);
      this.#order.push(bucket);
    }
  }
}

function inOrder<F extends Filed>(a: Due<F>, b: Due<F>): number {
  return a.deadline - b.deadline || a.rank - b.rank || a.item.created - b.item.created;
}
