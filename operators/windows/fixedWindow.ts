import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import type { Duration, Milliseconds, StreamOperator } from '../kernel/index.ts';
import { gridWindow } from './gridWindow.ts';
import type { Key, Pane } from './pane.ts';
import type { WindowConfig } from './windowConfig.ts';

/** Windows of one size, one after the other. */
export interface FixedWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /** How long a window is. */
  readonly size: Duration;
  /** Where windows start: at `offset` + n × `size` since the epoch (default 0; may be negative, but less than one step either way). */
  readonly offset?: Duration;
  /**
   * Windows that would start below this time do not exist, such as 0 for none before the epoch
   * (default: no bound). An event that is in no other window is counted as unassigned.
   */
  readonly lowestStart?: Milliseconds;
}

/**
 * Puts events into windows of one size, one after the other (also called tumbling windows), and
 * gives one pane per key and window.
 *
 * ```text
 * size 10     --3--7--12---9---25--|
 * panes               [0,10) at 12 if outOfOrderness is 0, so 9 is late; [10,20) at 25; [20,30) at the end
 * ```
 *
 * - emits: the panes of a window when the watermark passes its end (`timing: 'onTime'`), in order of
 *   the windows' ends; after that one pane for each event that comes within `allowedLateness`
 *   (`timing: 'late'`). A window without events gives none
 *   (`trigger`, `accumulation` and the other fields of `FiringConfig` say when else, and what a pane shows)
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or a function of an aggregate throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those whose window is closed (end - 1 + allowedLateness ≤ watermark) go where `late` says
 * - state: one row per key and window that is not closed
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray, mean, values } from 'millrace';
 *
 * const laps = [
 *   { at: 1_000, driver: 'a', seconds: 80 },
 *   { at: 61_000, driver: 'a', seconds: 82 },
 *   { at: 2_000, driver: 'a', seconds: 84 },
 * ];
 * fromArray(laps)
 *   .pipe(
 *     eventTime({ timestamp: (lap) => lap.at, outOfOrderness: '2m' }),
 *     fixedWindow({
 *       size: '1m',
 *       key: (lap) => lap.driver,
 *       late: 'drop',
 *       aggregate: { laps: count(), average: mean((lap) => lap.seconds) },
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ key, window, value }) => console.log(key, window.start, value.average)); // a 0 82, a 60000 82
 * ```
 */
export function fixedWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: FixedWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  return gridWindow<T, A, K>('fixedWindow', config, 'size');
}
