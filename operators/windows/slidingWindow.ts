import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import type { Duration, Milliseconds, StreamOperator } from '../kernel/index.ts';
import { gridWindow } from './gridWindow.ts';
import type { Key, Pane } from './pane.ts';
import type { WindowConfig } from './windowConfig.ts';

/** Windows of one size that begin at regular steps. */
export interface SlidingWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /** How long a window is. */
  readonly size: Duration;
  /**
   * The step from one window's start to the next. Smaller than `size`: windows overlap. Larger:
   * there are gaps, and an event in a gap belongs to no window (it is counted as unassigned).
   */
  readonly every: Duration;
  /** Where windows start: at `offset` + n × `every` since the epoch (default 0; may be negative, but less than one step either way). */
  readonly offset?: Duration;
  /**
   * Windows that would start below this time do not exist, such as 0 for none before the epoch
   * (default: no bound). An event that is in no other window is counted as unassigned.
   */
  readonly lowestStart?: Milliseconds;
}

/**
 * Puts events into windows of one size that begin every so often (also called hopping windows), and
 * gives one pane per key and window.
 *
 * ```text
 * size 10, every 5   an event of 12 is in [5,15) and in [10,20)
 * ```
 *
 * Windows share the slices they overlap in: the cost of a pane does not grow with size / every.
 *
 * - emits: the panes of a window when the watermark passes its end (`timing: 'onTime'`), in order of
 *   the windows' ends; after that one pane for each event and each window that still takes it
 *   (`timing: 'late'`). A window without events gives none
 *   (`trigger`, `accumulation` and the other fields of `FiringConfig` say when else, and what a pane shows)
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or a function of an aggregate throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: an event goes into those of its windows that are open; one all of whose windows are
 *   closed (end - 1 + allowedLateness ≤ watermark) goes where `late` says
 * - state: one row per key and slice that is not closed, and one total per key of a window (aggregates
 *   that are not removable: one more row per key and slice of a window)
 *
 * @example
 * ```ts
 * import { count, eventTime, fromArray, slidingWindow, values } from 'millrace';
 *
 * fromArray([12])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     slidingWindow({ size: 10, every: 5, late: 'drop', aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe(({ window }) => console.log(window.start, window.end)); // 5 15, 10 20
 * ```
 */
export function slidingWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: SlidingWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  return gridWindow<T, A, K>('slidingWindow', config, 'every');
}
