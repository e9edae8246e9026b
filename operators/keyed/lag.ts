import { checkNumber } from '../kernel/index.ts';
import type { Milliseconds, Output, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkKeyedConfig } from './keyedConfig.ts';
import type { KeyedConfig } from './keyedConfig.ts';
import type { KeyedRules } from './keyedLogic.ts';
import { keyedOperator } from './keyedOperator.ts';
import type { KeyedStates } from './keyedStates.ts';

/** Which earlier event to set beside each event. */
export interface LagConfig<T, K extends Key> extends KeyedConfig<T, K> {
  /** How many events of the key back (default 1: the one before). */
  readonly offset?: number;
}

/** An event beside an earlier one of its key. */
export interface Lagged<K, T> {
  readonly key: K;
  readonly value: T;
  /** The event `offset` places before it; undefined while there are too few. */
  readonly previous: T | undefined;
}

/**
 * Sets beside each event the one that came before it by so many events of its key, in order of
 * arrival.
 *
 * Where the order of event time matters, put `sortByTime` before it.
 *
 * - emits: one result per event, at once, with the event's timestamp
 * - completes: with the source
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when `key` throws
 * - late events: none; every event counts when it arrives
 * - state: the last `offset` events per key, until its time to live has passed since the last one
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, lag, values } from 'millrace';
 *
 * fromArray([3, 4, 8])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     lag({ key: () => 'all' }),
 *     values(),
 *   )
 *   .subscribe(({ value, previous }) => console.log(value, previous)); // 3 undefined, 4 3, 8 4
 * ```
 */
export function lag<T, K extends Key>(config: LagConfig<T, K>): StreamOperator<T, Lagged<K, T>> {
  const owner = 'lag';
  const checked = checkKeyedConfig(owner, config);
  const offset = checkNumber(owner, 'offset', config.offset ?? 1, { min: 1, max: 10_000 });
  const rules: KeyedRules<T, K, Lagged<K, T>> = {
    ...checked,
    judgesLate: false,
    states: (output) => new EarlierEvents(offset, output),
  };
  return keyedOperator(rules, { name: config.name, scheduler: config.scheduler });
}

/** The last few events of each key: a ring for each, in which the newest takes the oldest's place. */
class EarlierEvents<T, K extends Key> implements KeyedStates<T, K> {
  readonly #offset: number;
  readonly #output: Output<Lagged<K, T>>;
  readonly #rings: T[][] = [];
  /** By row: where the oldest stands in a full ring. */
  readonly #oldest: number[] = [];

  constructor(offset: number, output: Output<Lagged<K, T>>) {
    this.#offset = offset;
    this.#output = output;
  }

  open(row: number): void {
    this.#rings[row] = [];
    this.#oldest[row] = 0;
  }

  take(row: number, key: K, value: T, timestamp: Milliseconds): boolean {
    const previous = this.#replaceOldest(row, value);
    this.#output.emit({ key, value, previous }, timestamp);
    return true;
  }

  sizeOf(row: number): number {
    return (this.#rings[row] as T[]).length;
  }

  free(row: number): void {
    this.#rings[row] = [];
  }

  save(row: number): unknown {
    const ring = this.#rings[row] as T[];
    const oldest = this.#oldest[row] as number;
    return [...ring.slice(oldest), ...ring.slice(0, oldest)];
  }

  load(row: number, saved: unknown): void {
    const events = saved as T[];
    this.#rings[row] = [...events];
    this.#oldest[row] = 0;
  }

  /** @returns undefined while the ring is not full */
  #replaceOldest(row: number, value: T): T | undefined {
    const ring = this.#rings[row] as T[];
    if (ring.length === 0) this.#rings[row] = [value];
    else if (ring.length < this.#offset) ring.push(value);
    else {
      const place = this.#oldest[row] as number;
      const previous = ring[place];
      ring[place] = value;
      this.#oldest[row] = place + 1 === this.#offset ? 0 : place + 1;
      return previous;
    }
    return undefined;
  }
}
