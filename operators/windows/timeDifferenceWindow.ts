import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { checkNumber, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds, StreamOperator } from '../kernel/index.ts';
import type { Key, Pane } from './pane.ts';
import { savedShape } from './savedShape.ts';
import { TimeDifferenceLogic } from './timeDifferenceLogic.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowLateness } from './windowLateness.ts';
import { windowOperator } from './windowOperator.ts';

/** Windows that lie where the events do. */
export interface TimeDifferenceWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /** How far apart the first and the last event of a window may be; 0 for those of one time. */
  readonly difference: Duration;
  /**
   * Windows that would start below this time start there instead, so that the events before
   * `lowestStart` + `difference` share the first one (default: no bound). Events below it belong to no
   * window and are counted as unassigned.
   */
  readonly lowestStart?: Milliseconds;
}

/**
 * Looks at the events of a key that are no further apart than a difference, for every run of them:
 * for each event at t the window [t - difference, t] that ends with it and, when it holds an event,
 * the window [t + 1, t + 1 + difference] right after it. A pane's `window.end` is 1 ms after the last
 * time that it holds, as for all windows.
 *
 * ```text
 * difference 10   --20--25--|   [10,20] holds 20, [15,25] holds 20 and 25, [21,31] holds 25
 * ```
 *
 * - emits: a window's pane when the watermark passes its end (`timing: 'onTime'`), in order of the
 *   ends; after that one pane for each event that it still takes (`timing: 'late'`)
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or a function of an aggregate throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: an event goes into the windows that hold its time, are there, and are open; no window
 *   is made that is closed. It is late, and goes where `late` says, when every window that could hold
 *   it is closed (t + difference + allowedLateness ≤ watermark). One that is not, but that no window
 *   ever holds, is counted as unassigned
 * - state: each event of a key until the window after it is closed, and one row per window that is not
 *   closed. An event costs one step for each window that holds it
 *
 * @example
 * ```ts
 * import { count, eventTime, fromArray, timeDifferenceWindow, values } from 'millrace';
 *
 * fromArray([20, 25])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     timeDifferenceWindow({ difference: 10, late: 'drop', aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => console.log(window.start, value.n)); // 10 1, 15 2, 21 1
 * ```
 */
export function timeDifferenceWindow<
  T,
  const A extends AggregateRecord<T>,
  K extends Key = undefined,
>(config: TimeDifferenceWindowConfig<T, K, A>): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'timeDifferenceWindow';
  const { late, ...checked } = checkWindowConfig(owner, config);
  const difference = toMilliseconds(owner, 'difference', config.difference, {
    sign: 'notNegative',
  });
  const lowestStart =
    config.lowestStart === undefined
      ? -Infinity
      : checkNumber(owner, 'lowestStart', config.lowestStart, {});
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(checked, {
      difference: `${difference}ms`,
      lowestStart: config.lowestStart,
    }),
    late,
    lateness: windowLateness(checked.lateness, checked.rules),
    scheduler: config.scheduler,
    create: (context) =>
      new TimeDifferenceLogic({ owner, difference, lowestStart, ...checked }, context),
  });
}
