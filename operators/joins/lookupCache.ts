import type { Milliseconds } from '../kernel/index.ts';

/** An answer of a lookup; undefined where the key has no row. */
interface Entry<R> {
  readonly row: R | undefined;
  readonly until: Milliseconds;
}

/** The bounds of a cache. */
export interface CacheBounds {
  /** How many answers are kept. */
  readonly size: number;
  readonly timeToLive: Milliseconds;
  /** How long it is remembered that a key has no row; 0 for not at all. */
  readonly missesLive: Milliseconds;
}

/** The answers of a lookup by key, until their time is over; the least recently used makes room. */
export class LookupCache<K, R> {
  readonly #bounds: CacheBounds;
  /** In the order of their last use. */
  readonly #entries = new Map<K, Entry<R>>();

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The answer for a key, where it is known at this time. */
  get(key: K, now: Milliseconds): { readonly row: R | undefined } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.until <= now) return undefined;
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: K, row: R | undefined, now: Milliseconds): void {
    const { size, timeToLive, missesLive } = this.#bounds;
    const life = row === undefined ? missesLive : timeToLive;
    this.#entries.delete(key);
    if (life === 0) return;
    this.#entries.set(key, { row, until: now + life });
    if (this.#entries.size <= size) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
