import { CallFailure } from '../flow/index.ts';
import type { AsyncWork, CallClock, CallPool, Done, NO_RESULT, Together } from '../flow/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { LookupCache } from './lookupCache.ts';

/** What the work of a lookup is made of. */
export interface LookupParts<T, K, R, Result> {
  readonly keyOf: (event: T) => K;
  readonly resultOf: (event: T, row: R | undefined) => Result | typeof NO_RESULT;
  readonly cache: LookupCache<K, R>;
  readonly pool: CallPool<K, R | undefined>;
  readonly clock: CallClock;
  readonly together: Together;
}

type Answer<R> = Done<R | undefined>;

/**
 * Finds the row of each event's key: in the cache, by a call under way for the same key, or by a new one.
 *
 * State: the cache; for each call under way, the events that wait for it.
 */
export class LookupWork<T, K, R, Result> implements AsyncWork<T, Result> {
  readonly #parts: LookupParts<T, K, R, Result>;
  readonly #waiting = new Map<K, Answer<R>[]>();

  constructor(parts: LookupParts<T, K, R, Result>) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#parts.cache.size;
  }

  begin(event: T, timestamp: Milliseconds, done: Done<Result | typeof NO_RESULT>): boolean {
    let key: K;
    try {
      key = this.#parts.keyOf(event);
    } catch (error) {
      done(new CallFailure(error, 0));
      return true;
    }
    return this.#find(key, timestamp, (answer) => done(this.#resultOf(event, answer)));
  }

  stop(): void {
    this.#parts.pool.stop();
    this.#waiting.clear();
  }

  #find(key: K, timestamp: Milliseconds, take: Answer<R>): boolean {
    const { cache, pool, clock } = this.#parts;
    const known = cache.get(key, clock.now());
    if (known !== undefined) {
      take(known.row);
      return true;
    }
    const others = this.#waiting.get(key);
    if (others !== undefined) others.push(take);
    else if (!pool.hasRoom()) return false;
    else {
      this.#waiting.set(key, [take]);
      pool.run(key, timestamp, (answer) => this.#answer(key, answer));
    }
    return true;
  }

  #answer(key: K, answer: R | undefined | CallFailure): void {
    const { cache, clock, together } = this.#parts;
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    if (!(answer instanceof CallFailure)) cache.set(key, answer, clock.now());
    together(() => {
      for (const take of waiting) take(answer);
    });
  }

  #resultOf(
    event: T,
    answer: R | undefined | CallFailure,
  ): Result | CallFailure | typeof NO_RESULT {
    if (answer instanceof CallFailure) return answer;
    try {
      return this.#parts.resultOf(event, answer);
    } catch (error) {
      return new CallFailure(error, 0);
    }
  }
}
