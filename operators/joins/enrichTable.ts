import { ItemChanges, MinHeap } from '../kernel/index.ts';
import type { Milliseconds, Numbered, StateEntry, StateView } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';

/** What is known of a key: its newest row, or that it was deleted. */
interface Entry<K, R> extends Numbered {
  readonly key: K;
  readonly timestamp: Milliseconds;
  /** Undefined for a delete. */
  readonly row: { readonly value: R } | undefined;
  /** Whether an event has found it. */
  used: boolean;
}

/** What became of a table event: it counts, an earlier one is newer, or it is too late to tell. */
export type Taken = 'kept' | 'older' | 'late';

/** The saved form of an entry; a delete has no row. */
type SavedEntry<K, R> = readonly [key: K, timestamp: Milliseconds, used: boolean, ...row: R[]];

/** The rules of a table. */
export interface TableRules<R, K extends Key> {
  readonly keyOf: (row: R) => K;
  /** Undefined where no row deletes. */
  readonly deletes: ((row: R) => boolean) | undefined;
  /** How long a row lives beyond its timestamp. */
  readonly timeToLive: Milliseconds;
}

/**
 * The newest row of each key by event time; of those with one timestamp the last to come.
 *
 * State: one entry per key until its time to live is over; a delete until the table's watermark has
 * reached it, as no older row is expected then. A snapshot has an entry for each of them.
 */
export class EnrichTable<R, K extends Key> {
  readonly #rules: TableRules<R, K>;
  readonly #onUnused: () => void;
  readonly #entries = new Map<K, Entry<K, R>>();
  readonly #deleted = new MinHeap<Entry<K, R>>(byTime);
  /** The keys of rows that end: each once, under a time no later than that of its row. */
  readonly #mortal = new MinHeap<{ readonly key: K; readonly timestamp: Milliseconds }>(byTime);
  readonly #filed = new Set<K>();
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Entry<K, R>> | undefined;

  /** @param onUnused called for each table event that goes without an event having found it */
  constructor(rules: TableRules<R, K>, onUnused: () => void) {
    this.#rules = rules;
    this.#onUnused = onUnused;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The row of a key, when the watermark of the events is `watermark`. */
  get(key: K, watermark: Milliseconds): { readonly value: R } | undefined {
    this.expire(watermark);
    const entry = this.#entries.get(key);
    if (entry?.row === undefined) return undefined;
    if (!entry.used) {
      this.#changes?.touch(entry);
      entry.used = true;
    }
    return entry.row;
  }

  /** Takes an event of the table, before which the table's watermark was `own`. */
  take(value: R, timestamp: Milliseconds, own: Milliseconds): Taken {
    this.advance(own);
    const { deletes, keyOf } = this.#rules;
    const key = keyOf(value);
    const present = this.#entries.get(key);
    if (present !== undefined && present.timestamp > timestamp) return 'older';
    // A delete that came after it may have been forgotten.
    if (present === undefined && deletes !== undefined && timestamp <= own) return 'late';
    const row = deletes?.(value) === true ? undefined : { value };
    if (present !== undefined) this.#leave(present);
    this.#put({ key, timestamp, row, used: false, slot: -1 });
    return 'kept';
  }

  /** The table's watermark is now `own`. */
  advance(own: Milliseconds): void {
    const heap = this.#deleted;
    for (let { first } = heap; first !== undefined && first.timestamp <= own; { first } = heap) {
      heap.pop();
      if (this.#entries.get(first.key) === first) this.#remove(first);
    }
  }

  /** The watermark of the events is now `watermark`. */
  expire(watermark: Milliseconds): void {
    const heap = this.#mortal;
    const time = watermark - this.#rules.timeToLive;
    for (let { first } = heap; first !== undefined && first.timestamp <= time; { first } = heap) {
      heap.pop();
      this.#filed.delete(first.key);
      const entry = this.#entries.get(first.key);
      if (entry?.row === undefined) continue;
      if (entry.timestamp > time) this.#file(entry);
      else this.#remove(entry);
    }
  }

  /** No event comes any more. */
  end(): void {
    for (const entry of this.#entries.values()) this.#leave(entry);
    this.#entries.clear();
  }

  /** @param head what is to be saved beside the table */
  snapshot(head: unknown, changesOnly: boolean): StateView {
    this.#changes ??= new ItemChanges(this.#entries.values(), save);
    return this.#changes.view(head, changesOnly);
  }

  restore(entries: readonly StateEntry[]): void {
    for (const [, content] of entries) {
      const [key, timestamp, used, ...rows] = content as SavedEntry<K, R>;
      const row = rows.length === 0 ? undefined : { value: rows[0] as R };
      this.#put({ key, timestamp, used, row, slot: -1 });
    }
  }

  #put(entry: Entry<K, R>): void {
    this.#entries.set(entry.key, entry);
    this.#changes?.add(entry);
    if (entry.row === undefined) this.#deleted.push(entry);
    else if (this.#rules.timeToLive < Infinity) this.#file(entry);
  }

  #file({ key, timestamp }: Entry<K, R>): void {
    if (this.#filed.has(key)) return;
    this.#filed.add(key);
    this.#mortal.push({ key, timestamp });
  }

  #remove(entry: Entry<K, R>): void {
    this.#entries.delete(entry.key);
    this.#leave(entry);
  }

  #leave(entry: Entry<K, R>): void {
    this.#changes?.remove(entry);
    if (!entry.used) this.#onUnused();
  }
}

function save<K, R>({ key, timestamp, used, row }: Entry<K, R>): SavedEntry<K, R> {
  return row === undefined ? [key, timestamp, used] : [key, timestamp, used, row.value];
}

function byTime(a: { timestamp: Milliseconds }, b: { timestamp: Milliseconds }): number {
  return a.timestamp - b.timestamp;
}
