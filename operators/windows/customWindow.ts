import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { checkConfig, checkFunction } from '../kernel/index.ts';
import type { Milliseconds, StreamOperator } from '../kernel/index.ts';
import { assignedWindow } from './assignedWindow.ts';
import { customAssigner } from './customAssigner.ts';
import type { Key, Pane, Window } from './pane.ts';
import type { WindowConfig } from './windowConfig.ts';

/** Windows of a kind of your own. */
export interface CustomWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /**
   * The windows of an event, in ascending order of end, then start; none when it belongs to no window
   * (it is counted as unassigned). The same event must always have the same windows.
   */
  readonly windowsOf: (timestamp: Milliseconds, value: T) => readonly Window[];
}

/**
 * Puts events into the windows that a function names, and gives one pane per key and window: shifts,
 * trading sessions, laps, or whatever else is known from the event alone.
 *
 * - emits: the panes of a window when the watermark passes its end (`timing: 'onTime'`), in order of
 *   the windows' ends; after that one pane for each event and each window that still takes it
 *   (`timing: 'late'`)
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `windowsOf`, `key` or a function of an aggregate throws, and when `windowsOf` gives what is
 *   no list of windows in order (start and end in whole milliseconds, the end after the start);
 *   `MILLRACE_LATE` with `late: 'error'`
 * - late events: an event goes into those of its windows that are open; one all of whose windows are
 *   closed (end - 1 + allowedLateness ≤ watermark) goes where `late` says
 * - state: one row per key and window that is not closed
 *
 * @example
 * ```ts
 * import { count, customWindow, eventTime, fromArray, values } from 'millrace';
 *
 * const phases = [
 *   { start: 0, end: 10 },
 *   { start: 10, end: 50 },
 * ];
 * fromArray([5, 12, 45])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     customWindow({
 *       windowsOf: (at) => phases.filter(({ start, end }) => start <= at && at < end),
 *       late: 'drop',
 *       aggregate: { n: count() },
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => console.log(window.start, value.n)); // 0 1, 10 2
 * ```
 */
export function customWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: CustomWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'customWindow';
  checkConfig(owner, config);
  checkFunction(owner, 'windowsOf', config.windowsOf);
  return assignedWindow<T, K, A>(owner, customAssigner(owner, config.windowsOf), config);
}
