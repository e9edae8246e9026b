import { checkLate, checkNumber, statefulOperator } from '../kernel/index.ts';
import type { LatePolicy, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkKeyedConfig } from './keyedConfig.ts';
import type { KeyedConfig } from './keyedConfig.ts';
import { LeadLogic } from './leadLogic.ts';
import type { Leading } from './leadLogic.ts';

/** Which later event to set beside each event. */
export interface LeadConfig<T, K extends Key> extends KeyedConfig<T, K> {
  /** How many events of the key on (default 1: the one after it). */
  readonly offset?: number;
  /** What happens to an event at or behind the watermark: `'drop'` (counted), `'error'`, `lateTo(output)`. */
  readonly late: LatePolicy<T>;
}

/**
 * Sets beside each event the one that comes after it by so many events of its key, in the order of
 * event time; those of one timestamp in order of arrival.
 *
 * A result has its event's own timestamp, so the output's watermark stays below the events that wait
 * for a later one. A key that falls silent holds it until the end of the stream: give a `timeToLive`
 * unless each key goes on. By event time an event counts as later one up to, with, `timeToLive` after
 * the key's event before it; by processing time, until that long after that event's turn came.
 *
 * - emits: an event when the watermark reaches the timestamp - 1 of the later one, or the end of its
 *   key's life, then with undefined
 * - completes: with the source; what waits goes out before, with undefined
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when `key` throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those with timestamp ≤ watermark go where `late` says
 * - state: the events ahead of the watermark, and the last `offset` events per key behind it, until
 *   the key's time to live has passed since the last one
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, lead, values } from 'millrace';
 *
 * fromArray([4, 3, 8])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 2 }),
 *     lead({ key: () => 'all', late: 'drop' }),
 *     values(),
 *   )
 *   .subscribe(({ value, next }) => console.log(value, next)); // 3 4, 4 8, 8 undefined
 * ```
 */
export function lead<T, K extends Key>(config: LeadConfig<T, K>): StreamOperator<T, Leading<K, T>> {
  const owner = 'lead';
  const checked = checkKeyedConfig(owner, config);
  const { name, scheduler } = config;
  const late = checkLate(owner, config.late);
  const offset = checkNumber(owner, 'offset', config.offset ?? 1, { min: 1, max: 10_000 });
  return (source) =>
    statefulOperator<T, Leading<K, T>>(source, {
      kind: owner,
      name,
      late,
      lateness: { allowed: 0, corrects: 0, adjustable: false },
      scheduler,
      create: (context) => new LeadLogic({ ...checked, offset }, context),
    });
}
