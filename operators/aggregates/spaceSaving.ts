import { compareItems } from './item.ts';
import type { Item } from './item.ts';
import { readSavedList, readSavedNumber, unreadable } from './readSaved.ts';

/** A frequent item: it came at most `count` times, and at least `count - error` times. */
export interface ItemCount<K extends Item = Item> {
  readonly item: K;
  readonly count: number;
  readonly error: number;
}

/**
 * Counters for the most frequent items, at most `capacity` of them.
 *
 * A new item that finds all counters taken gets the one with the smallest count, which becomes its
 * error: it may have come that often unseen. So no count is too small, none is too large by more
 * than n / capacity after n events, and an item without a counter came at most that often.
 *
 * Algorithm: Space-Saving (Metwally, Agrawal and El Abbadi, 2005); merged as in Agarwal and others,
 * "Mergeable summaries" (2012), and Cafaro, Pulimeno and Tempesta (2016), which keep that bound: an
 * item that one side does not have came there at most as often as that side's smallest counter.
 */
export class SpaceSaving<K extends Item> {
  readonly #capacity: number;
  readonly #slots: Map<Item, number> = new Map();
  #items: K[] = [];
  #counts: number[] = [];
  #errors: number[] = [];
  /** All counters before `#next` are above `#smallest`: counts only grow. */
  #smallest = 0;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: K): void {
    const slot = this.#slots.get(item);
    if (slot !== undefined) this.#raise(slot, 1, 0);
    else if (this.#items.length < this.#capacity) this.#append(item, 1, 0);
    else this.#replace(item);
  }

  merge(part: SpaceSaving<K>): void {
    const ownUnseen = this.#unseen();
    const partUnseen = part.#unseen();
    if (partUnseen > 0) this.#raiseOthers(part, partUnseen);
    part.#items.forEach((item, slot) => {
      const count = part.#counts[slot] as number;
      const error = part.#errors[slot] as number;
      const own = this.#slots.get(item);
      if (own === undefined) this.#append(item, count + ownUnseen, error + ownUnseen);
      else this.#raise(own, count, error);
    });
    this.#smallest = 0;
    this.#next = 0;
    if (this.#items.length > this.#capacity) this.#reset(this.top(this.#capacity));
  }

  /** The `k` items with the largest counts, in order of count, then item. */
  top(k: number): ItemCount<K>[] {
    return this.#counters().sort(compareCounts).slice(0, k);
  }

  /** Item, count and error of each counter, in the order of the counters. */
  save(): unknown[] {
    return this.#counters().map(({ item, count, error }) => [item, count, error]);
  }

  load(saved: unknown): void {
    const counters = readSavedList('topK', saved).map((each) => readCounter<K>(each));
    if (counters.length > this.#capacity) {
      throw unreadable('topK', `at most ${this.#capacity} counters`, saved);
    }
    this.#reset(counters);
  }

  /** How often an item without a counter may have come. */
  #unseen(): number {
    if (this.#items.length < this.#capacity) return 0;
    return this.#counts.reduce((least, count) => Math.min(least, count), Infinity);
  }

  #counters(): ItemCount<K>[] {
    return this.#items.map((item, slot) => ({
      item,
      count: this.#counts[slot] as number,
      error: this.#errors[slot] as number,
    }));
  }

  /** Raises the counters of the items that `part` does not have. */
  #raiseOthers(part: SpaceSaving<K>, unseen: number): void {
    this.#items.forEach((item, slot) => {
      if (!part.#slots.has(item)) this.#raise(slot, unseen, unseen);
    });
  }

  #raise(slot: number, count: number, error: number): void {
    this.#counts[slot] = (this.#counts[slot] as number) + count;
    this.#errors[slot] = (this.#errors[slot] as number) + error;
  }

  #reset(counters: readonly ItemCount<K>[]): void {
    this.#slots.clear();
    this.#items = [];
    this.#counts = [];
    this.#errors = [];
    this.#smallest = 0;
    this.#next = 0;
    for (const { item, count, error } of counters) this.#append(item, count, error);
  }

  #append(item: K, count: number, error: number): void {
    this.#slots.set(item, this.#items.length);
    this.#items.push(item);
    this.#counts.push(count);
    this.#errors.push(error);
  }

  #replace(item: K): void {
    const slot = this.#smallestSlot();
    const count = this.#counts[slot] as number;
    this.#slots.delete(this.#items[slot] as K);
    this.#slots.set(item, slot);
    this.#items[slot] = item;
    this.#counts[slot] = count + 1;
    this.#errors[slot] = count;
  }

  /** Goes on where it stopped, so that a search over all counters is shared by many calls. */
  #smallestSlot(): number {
    const counts = this.#counts;
    while (this.#next < counts.length) {
      if (counts[this.#next] === this.#smallest) return this.#next;
      this.#next += 1;
    }
    this.#smallest = this.#unseen();
    this.#next = counts.indexOf(this.#smallest);
    return this.#next;
  }
}

function compareCounts(a: ItemCount, b: ItemCount): number {
  return b.count - a.count || compareItems(a.item, b.item);
}

function readCounter<K extends Item>(saved: unknown): ItemCount<K> {
  const [item, count, error] = readSavedList('topK', saved, 3);
  if (typeof item !== 'string' && typeof item !== 'number') {
    throw unreadable('topK', 'a text or a number', item);
  }
  return {
    item: item as K,
    count: readSavedNumber('topK', count),
    error: readSavedNumber('topK', error),
  };
}
