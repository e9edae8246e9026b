import { checkNumber } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkKeyedConfig } from './keyedConfig.ts';
import type { KeyedConfig } from './keyedConfig.ts';
import type { KeyedRules } from './keyedLogic.ts';
import { keyedOperator } from './keyedOperator.ts';

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
  const rules: KeyedRules<T, K, T[], Lagged<K, T>> = {
    ...checked,
    judgesLate: false,
    create: () => [],
    take: ({ key, state }, value, timestamp, emit) => {
      const previous = state.length === offset ? state.shift() : undefined;
      state.push(value);
      emit({ key, value, previous }, timestamp);
      return true;
    },
    sizeOf: (state) => state.length,
    save: (state) => [...state],
    load: (saved) => [...(saved as T[])],
  };
  return keyedOperator(rules, { name: config.name, scheduler: config.scheduler });
}
