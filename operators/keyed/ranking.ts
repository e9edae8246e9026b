import type { Key } from '../windows/index.ts';

/** One place in a ranking. */
export interface Ranked<K, V> {
  /** From 1. */
  readonly rank: number;
  readonly key: K;
  readonly value: V;
}

/** A key with its value, what it is ranked by, and when it first came. */
export type Entry<K extends Key, V> = readonly [key: K, value: V, score: number, order: number];

/**
 * Keys ranked by a score, of which the first few are kept in order.
 *
 * State: one entry per key. A score costs one pass over the kept places; one that falls to the last of
 * them or beyond costs a sort of all keys.
 */
export class Ranking<K extends Key, V> {
  readonly #limit: number;
  readonly #byKey = new Map<K, Entry<K, V>>();
  #top: Entry<K, V>[] = [];

  constructor(limit: number, entries: readonly Entry<K, V>[] = []) {
    this.#limit = limit;
    for (const entry of entries) this.#byKey.set(entry[0], entry);
    this.#rebuild();
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @returns whether the kept places, or a value in them, changed */
  put(key: K, value: V, score: number): boolean {
    const old = this.#byKey.get(key);
    const entry: Entry<K, V> = [key, value, score, old?.[3] ?? this.#byKey.size];
    this.#byKey.set(key, entry);
    const place = old === undefined ? -1 : this.#top.indexOf(old);
    if (place < 0) return this.#insert(entry);
    this.#top.splice(place, 1);
    this.#insert(entry);
    const fell = score < (old as Entry<K, V>)[2];
    // Fallen to the last place, it may be behind keys that are not kept.
    if (fell && this.#top.at(-1) === entry) this.#rebuild();
    return true;
  }

  top(): readonly Ranked<K, V>[] {
    return this.#top.map(([key, value], index) => ({ rank: index + 1, key, value }));
  }

  entries(): readonly Entry<K, V>[] {
    return [...this.#byKey.values()];
  }

  #insert(entry: Entry<K, V>): boolean {
    let place = this.#top.length;
    while (place > 0 && inOrder(entry, this.#top[place - 1] as Entry<K, V>) < 0) place -= 1;
    if (place >= this.#limit) return false;
    this.#top.splice(place, 0, entry);
    if (this.#top.length > this.#limit) this.#top.pop();
    return true;
  }

  #rebuild(): void {
    this.#top = [...this.#byKey.values()].sort(inOrder).slice(0, this.#limit);
  }
}

function inOrder<K extends Key, V>(a: Entry<K, V>, b: Entry<K, V>): number {
  return b[2] - a[2] || a[3] - b[3];
}
