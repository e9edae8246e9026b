import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { checkConfig, checkWord } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { assignedWindow } from './assignedWindow.ts';
import { calendarAssigner } from './calendarAssigner.ts';
import type { CalendarUnit } from './calendarUnit.ts';
import type { Key, Pane } from './pane.ts';
import type { WindowConfig } from './windowConfig.ts';
import { zoneOffset } from './zoneOffset.ts';

/** Windows by the calendar of a place. */
export interface CalendarWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /** What a window spans; a week begins on Monday. */
  readonly unit: CalendarUnit;
  /** Whose clocks count: the IANA name of a time zone, such as `'America/New_York'` or `'UTC'`. */
  readonly timeZone: string;
}

/**
 * Puts events into the days, weeks or months of a time zone, and gives one pane per key and window.
 *
 * ```text
 * day, Europe/Berlin   the day 2024-03-31 lasts 23 hours, 2024-10-27 lasts 25
 * ```
 *
 * A window's bounds are instants: where clocks are set forward or back, the day is an hour shorter or
 * longer. A day begins at its first instant: where the clocks leap over midnight, when they leap. A
 * date that a zone left out has no window; minutes that come twice because the clocks go back over
 * midnight belong to the new day. The offsets are those of the JavaScript engine's time zone tables.
 *
 * - emits: the panes of a window when the watermark passes its end (`timing: 'onTime'`), in order of
 *   the windows' ends; after that one pane for each event that comes within `allowedLateness`
 *   (`timing: 'late'`). A window without events gives none
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time, also for a time zone
 *   that the engine does not know; `MILLRACE_CALLBACK` when `key` or a function of an aggregate
 *   throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those whose window is closed (end - 1 + allowedLateness ≤ watermark) go where `late` says
 * - state: one row per key and window that is not closed
 *
 * @example
 * ```ts
 * import { calendarWindow, count, eventTime, fromArray, values } from 'millrace';
 *
 * const flights = ['2024-03-31T12:00+02:00', '2024-03-31T23:30+02:00', '2024-04-01T00:30+02:00'];
 * fromArray(flights)
 *   .pipe(
 *     eventTime({ timestamp: (departure) => Date.parse(departure), outOfOrderness: 0 }),
 *     calendarWindow({
 *       unit: 'day',
 *       timeZone: 'Europe/Berlin',
 *       late: 'drop',
 *       aggregate: { n: count() },
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => {
 *     console.log((window.end - window.start) / 3_600_000, value.n); // 23 2, 24 1
 *   });
 * ```
 */
export function calendarWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: CalendarWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'calendarWindow';
  checkConfig(owner, config);
  const unit = checkWord(owner, 'unit', config.unit, ['day', 'week', 'month']);
  const offsetAt = zoneOffset(owner, 'timeZone', config.timeZone);
  return assignedWindow<T, K, A>(owner, calendarAssigner(unit, offsetAt), config, {
    unit,
    timeZone: config.timeZone,
  });
}
