import { checkFunction, copyData } from '../kernel/index.ts';
import type { Milliseconds, Output, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkKeyedConfig } from './keyedConfig.ts';
import type { KeyedConfig } from './keyedConfig.ts';
import type { KeyedRules } from './keyedLogic.ts';
import { keyedOperator } from './keyedOperator.ts';
import type { KeyedStates } from './keyedStates.ts';

/** A value with the key it belongs to. */
export interface Keyed<K, V> {
  readonly key: K;
  readonly value: V;
}

/** What to accumulate by key. */
export interface ScanByKeyConfig<T, K extends Key, S> extends KeyedConfig<T, K> {
  /** What a key's accumulation begins with. */
  readonly seed: (key: K) => S;
  /**
   * What it is after one more event. It is a result as well as the state: give a new one where it is
   * an object, plain data that `structuredClone` can copy.
   */
  readonly reduce: (state: S, value: T) => S;
}

/**
 * Accumulates the events of each key in order of arrival, and gives the state after each of them.
 *
 * Where the order of event time matters, put `sortByTime` before it.
 *
 * - emits: one result per event, at once, with the event's timestamp
 * - completes: with the source
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when `key`, `seed` or `reduce` throws
 * - late events: none; every event counts when it arrives
 * - state: what `reduce` gave last, per key, until its time to live has passed since the last event
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, scanByKey, values } from 'millrace';
 *
 * fromArray(['a', 'b', 'a'])
 *   .pipe(
 *     eventTime({ timestamp: () => 0, outOfOrderness: 0 }),
 *     scanByKey({ key: (word) => word, seed: () => 0, reduce: (n) => n + 1 }),
 *     values(),
 *   )
 *   .subscribe(({ key, value }) => console.log(key, value)); // a 1, b 1, a 2
 * ```
 */
export function scanByKey<T, K extends Key, S>(
  config: ScanByKeyConfig<T, K, S>,
): StreamOperator<T, Keyed<K, S>> {
  const owner = 'scanByKey';
  const checked = checkKeyedConfig(owner, config);
  checkFunction(owner, 'seed', config.seed);
  checkFunction(owner, 'reduce', config.reduce);
  const { seed, reduce, name, scheduler } = config;
  const rules: KeyedRules<T, K, Keyed<K, S>> = {
    ...checked,
    judgesLate: false,
    states: (output) => new Accumulations({ seed, reduce }, output),
  };
  return keyedOperator(rules, { name, scheduler });
}

/** What each key has accumulated. */
class Accumulations<T, K extends Key, S> implements KeyedStates<T, K> {
  readonly #seed: (key: K) => S;
  readonly #reduce: (state: S, value: T) => S;
  readonly #output: Output<Keyed<K, S>>;
  readonly #states: S[] = [];

  constructor(
    { seed, reduce }: Pick<ScanByKeyConfig<T, K, S>, 'seed' | 'reduce'>,
    output: Output<Keyed<K, S>>,
  ) {
    this.#seed = seed;
    this.#reduce = reduce;
    this.#output = output;
  }

  open(row: number, key: K): void {
    const seed = this.#seed;
    this.#states[row] = seed(key);
  }

  take(row: number, key: K, value: T, timestamp: Milliseconds): boolean {
    const reduce = this.#reduce;
    const state = reduce(this.#states[row] as S, value);
    this.#states[row] = state;
    this.#output.emit({ key, value: state }, timestamp);
    return true;
  }

  free(row: number): void {
    this.#states[row] = undefined as S;
  }

  save(row: number): unknown {
    return copyData(this.#states[row]);
  }

  load(row: number, saved: unknown): void {
    this.#states[row] = saved as S;
  }
}
