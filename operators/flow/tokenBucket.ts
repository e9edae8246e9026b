import type { Milliseconds } from '../kernel/index.ts';

/** The level of a bucket at a time, as a snapshot holds it. */
export interface SavedBucket {
  readonly at: Milliseconds;
  /** How much of the bucket is used up, in values. */
  readonly used: number;
}

/**
 * A token bucket by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): instead of
 * counting tokens with a timer, it keeps the time at which the bucket would be full again.
 *
 * Time is counted in units of 1/rate ms from the first call on, so that with whole rates all numbers
 * are whole: a value costs `per` units, and may leave while no more than `(burst - 1) × per` are owed.
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #per: Milliseconds;
  readonly #tolerance: number;
  #origin: Milliseconds | undefined;
  /** When the bucket is full again, in units since the origin. */
  #full = 0;

  constructor(rate: number, per: Milliseconds, burst: number) {
    this.#rate = rate;
    this.#per = per;
    this.#tolerance = (burst - 1) * per;
  }

  /** Takes tokens for up to `wanted` values, and returns for how many there were. */
  take(wanted: number, now: Milliseconds): number {
    const units = this.#units(now);
    const owed = Math.max(0, this.#full - units);
    const free = Math.floor((this.#tolerance - owed) / this.#per) + 1;
    const taken = Math.min(wanted, Math.max(0, free));
    if (taken > 0) this.#full = units + owed + taken * this.#per;
    return taken;
  }

  /** How long from now until the next value may leave; 0 for at once. */
  delay(now: Milliseconds): Milliseconds {
    const units = this.#units(now);
    return Math.max(0, Math.ceil((this.#full - this.#tolerance - units) / this.#rate));
  }

  snapshot(now: Milliseconds): SavedBucket {
    const units = this.#units(now);
    return { at: now, used: Math.max(0, this.#full - units) / this.#per };
  }

  restore({ at, used }: SavedBucket): void {
    this.#origin = at;
    this.#full = used * this.#per;
  }

  #units(now: Milliseconds): number {
    this.#origin ??= now;
    const units = (now - this.#origin) * this.#rate;
    // A clock that was set back must not stop the stream: no more is owed than a full bucket.
    this.#full = Math.min(this.#full, units + this.#tolerance + this.#per);
    return units;
  }
}
