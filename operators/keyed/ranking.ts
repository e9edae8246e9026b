import type { Key } from '../windows/index.ts';

/** One place in a ranking. */
export interface Ranked<K, V> {
  /** From 1. */
  readonly rank: number;
  readonly key: K;
  readonly value: V;
}

/**
 * A key with its value and what it is ranked by, in the order in which keys first came; a key alone
 * was taken out.
 */
export type Entry<K extends Key, V> =
  | readonly [key: K, value: V, score: number]
  | readonly [key: K];

/** The score of a row that was taken out: equal to none, not even to itself. */
const GONE = Number.NaN;

/**
 * Keys ranked by a score, of which the first few are kept in order.
 *
 * State: one row per key, in columns: a window may have many thousand keys for its ten places, so
 * there is no object for each. Rows are in the order in which the keys first came, which decides
 * between equal scores; a key that is taken out keeps its row, for when it comes back. A score costs
 * one pass over the kept places; one that falls to the last of them or beyond costs a sort of all
 * keys, and one that leaves them a pass over all keys.
 */
export class Ranking<K extends Key, V> {
  readonly #limit: number;
  readonly #rows = new Map<K, number>();
  readonly #values: V[] = [];
  readonly #scores: number[] = [];
  /** The rows and the keys of the kept places, the first place first. */
  #top: { readonly row: number; readonly key: K }[] = [];

  constructor(limit: number, entries: readonly Entry<K, V>[] = []) {
    this.#limit = limit;
    for (const [key, value, score = GONE] of entries) this.#add(key, value as V, score);
    this.#rebuild();
  }

  get size(): number {
    return this.#values.length;
  }

  /** Whether no place is taken. */
  get isEmpty(): boolean {
    return this.#top.length === 0;
  }

  /** @returns whether the kept places, or a value in them, changed */
  put(key: K, value: V, score: number): boolean {
    const row = this.#rows.get(key);
    if (row === undefined) return this.#insert(this.#add(key, value, score), key);
    const fell = score < (this.#scores[row] as number);
    this.#values[row] = value;
    this.#scores[row] = score;
    const place = this.#top.findIndex((kept) => kept.row === row);
    if (place < 0) return this.#insert(row, key);
    this.#top.splice(place, 1);
    this.#insert(row, key);
    // Fallen to the last place, it may be behind keys that are not kept.
    if (fell && this.#top.at(-1)?.row === row) this.#rebuild();
    return true;
  }

  /** @returns whether the kept places changed */
  remove(key: K): boolean {
    const row = this.#rows.get(key);
    if (row === undefined) return false;
    this.#scores[row] = GONE;
    this.#values[row] = undefined as V;
    const place = this.#top.findIndex((kept) => kept.row === row);
    if (place < 0) return false;
    this.#top.splice(place, 1);
    this.#fillLast();
    return true;
  }

  top(): readonly Ranked<K, V>[] {
    return this.#top.map(({ row, key }, index) => {
      return { rank: index + 1, key, value: this.#values[row] as V };
    });
  }

  entries(): readonly Entry<K, V>[] {
    return [...this.#rows].map(([key, row]) => {
      if (this.#isGone(row)) return [key];
      return [key, this.#values[row] as V, this.#scores[row] as number];
    });
  }

  #add(key: K, value: V, score: number): number {
    const row = this.#values.length;
    this.#rows.set(key, row);
    this.#values.push(value);
    this.#scores.push(score);
    return row;
  }

  #insert(row: number, key: K): boolean {
    let place = this.#top.length;
    while (place > 0 && this.#order(row, (this.#top[place - 1] as { row: number }).row) < 0)
      place -= 1;
    if (place >= this.#limit) return false;
    this.#top.splice(place, 0, { row, key });
    if (this.#top.length > this.#limit) this.#top.pop();
    return true;
  }

  /** The last place is free: the best of the keys that have none moves up. */
  #fillLast(): void {
    const last = this.#top.at(-1)?.row;
    let best: { readonly row: number; readonly key: K } | undefined;
    for (const [key, row] of this.#rows) {
      if (this.#isGone(row) || (last !== undefined && this.#order(row, last) <= 0)) continue;
      if (best === undefined || this.#order(row, best.row) < 0) best = { row, key };
    }
    if (best !== undefined) this.#top.push(best);
  }

  #isGone(row: number): boolean {
    return Number.isNaN(this.#scores[row]);
  }

  #rebuild(): void {
    this.#top = [...this.#rows]
      .filter(([, row]) => !this.#isGone(row))
      .map(([key, row]) => ({ row, key }))
      .sort((a, b) => this.#order(a.row, b.row))
      .slice(0, this.#limit);
  }

  #order(a: number, b: number): number {
    return (this.#scores[b] as number) - (this.#scores[a] as number) || a - b;
  }
}
