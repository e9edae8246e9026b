import type { SchedulerLike } from 'rxjs';
import type { Trigger } from './trigger.ts';

/**
 * When windows fire, and what their panes tell.
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray, values } from 'millrace';
 *
 * fromArray([1, 2, 3])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { n: count() },
 *       trigger: { early: { count: 2 } },
 *       accumulation: 'discarding',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ timing, value }) => console.log(timing, value.n)); // early 2, onTime 1
 * ```
 */
export interface FiringConfig {
  /** What makes a window fire (default: the watermark at its end, and then each event it still takes). */
  readonly trigger?: Trigger;
  /**
   * What a firing does to the window's content. `'accumulating'` (default): keeps it, so a pane shows
   * all events. `'discarding'`: empties it, so a pane shows what is new. `'retracting'`: keeps it, and
   * a correction first sends the pane that it corrects again, with `retract: true`.
   */
  readonly accumulation?: 'accumulating' | 'discarding' | 'retracting';
  /**
   * Whether a window with events also fires at its end when nothing is new since its last pane
   * (default false). What the pane shows is then, where it is empty, each aggregate's result of no events.
   */
  readonly emptyPanes?: boolean;
  /**
   * Whether a window fires when it is closed: `'never'` (default), `'ifNew'` when there are events that
   * no pane has shown, or `'always'`.
   */
  readonly closePane?: 'never' | 'ifNew' | 'always';
  /** Whether a pane that shows the same as the one before it is held back (default false). */
  readonly onlyChanged?: boolean;
  /**
   * The timestamp of a pane: `'end'` (default) the last millisecond of its window; `'latest'` that of
   * the latest event in the pane; `'earliest'` that of the earliest event that no earlier pane has
   * shown; `'earliestAhead'` the same among events that came ahead of the watermark. The window's last
   * millisecond where there is no such event. What lies behind the watermark is late for a further window.
   */
  readonly resultTimestamp?: 'end' | 'earliest' | 'earliestAhead' | 'latest';
  /** Where processing time is read and timers run (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}
