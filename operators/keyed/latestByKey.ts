import { checkFunction } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Change } from './change.ts';
import { changedRowRules } from './changedRow.ts';
import { checkKeyedConfig, checkLateOrAccept } from './keyedConfig.ts';
import type { KeyedConfig, LateOrAccept } from './keyedConfig.ts';
import { keyedOperator } from './keyedOperator.ts';

/** What is a row's key, and how long a row lives. */
export interface LatestByKeyConfig<T, K extends Key> extends KeyedConfig<T, K> {
  /**
   * What happens to events at or behind the watermark (default `'accept'`: they count like any other,
   * which corrections of windows need).
   */
  readonly late?: LateOrAccept<T>;
  /** Whether the old row is told before the one that takes its place (default: true). */
  readonly updateBefore?: boolean;
  /**
   * Whether a value takes its key's row out, unless the row is a later one. For panes that are taken
   * back: `isRetraction`.
   */
  readonly remove?: (value: T) => boolean;
}

/**
 * Keeps the latest value of each key by event time, and tells how that table changes.
 *
 * At one timestamp the later arrival counts, so a window's corrected pane takes the place of the
 * earlier pane of its key and window; one of an older window changes nothing.
 *
 * - emits: at once, for each event that is its key's latest: `insert` for a new key, else
 *   `updateBefore` (unless switched off) and `updateAfter`; `delete` for a row that `remove` takes out,
 *   and when a key's time to live ends, but not at the end of the stream
 * - completes: with the source
 * - errors: `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or `remove` throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: by default there are none; an event older than its key's row is counted as dropped
 * - state: one event per key, until its time to live has passed since the last change of its row
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, latestByKey, values } from 'millrace';
 *
 * fromArray([
 *   { at: 1, ship: 'a', port: 'Bergen' },
 *   { at: 3, ship: 'a', port: 'Oslo' },
 *   { at: 2, ship: 'a', port: 'Stavanger' },
 * ])
 *   .pipe(
 *     eventTime({ timestamp: (call) => call.at, outOfOrderness: 5 }),
 *     latestByKey({ key: (call) => call.ship, updateBefore: false }),
 *     values(),
 *   )
 *   .subscribe(({ op, key, value }) => console.log(op, key, value.port)); // insert a Bergen, updateAfter a Oslo
 * ```
 */
export function latestByKey<T, K extends Key>(
  config: LatestByKeyConfig<T, K>,
): StreamOperator<T, Change<K, T>> {
  const owner = 'latestByKey';
  const checked = checkKeyedConfig(owner, config);
  const { judgesLate, late } = checkLateOrAccept(owner, config.late ?? 'accept');
  const { updateBefore = true, remove, name, scheduler } = config;
  if (remove !== undefined) checkFunction(owner, 'remove', remove);
  const rules = changedRowRules({
    ...checked,
    judgesLate,
    keep: 'last',
    updateBefore,
    remove,
    deletes: true,
  });
  return keyedOperator(rules, { name, late, scheduler });
}
