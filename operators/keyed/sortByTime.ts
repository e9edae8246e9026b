import { checkConfig, checkLate, statefulOperator } from '../kernel/index.ts';
import type { LatePolicy, StreamOperator } from '../kernel/index.ts';
import { SortLogic } from './sortLogic.ts';

/** What becomes of events that come too late to be sorted. */
export interface SortByTimeConfig<T> {
  /** What happens to an event at or behind the watermark: `'drop'` (counted), `'error'`, `lateTo(output)`. */
  readonly late: LatePolicy<T>;
  /** The name under which the waiting events are saved (default: `sortByTime`). */
  readonly name?: string;
}

/**
 * Gives the events in the order of their timestamps; those of one timestamp in order of arrival.
 *
 * ```text
 * outOfOrderness 3  --5--3--4--9-------8--2---|
 * out                          -3-4-5--   late 8 9
 * ```
 *
 * - emits: each event when the watermark tells that no earlier one can come (timestamp - 1)
 * - completes: with the source; a finite source's last events go out before
 * - errors: `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those with timestamp ≤ watermark go where `late` says
 * - state: the events ahead of the watermark
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, sortByTime, values } from 'millrace';
 *
 * fromArray([5, 3, 4, 9])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 3 }),
 *     sortByTime({ late: 'drop' }),
 *     values(),
 *   )
 *   .subscribe((at) => console.log(at)); // 3, 4, 5, 9
 * ```
 */
export function sortByTime<T>(config: SortByTimeConfig<T>): StreamOperator<T, T> {
  const owner = 'sortByTime';
  checkConfig(owner, config);
  const late = checkLate(owner, config.late);
  return (source) =>
    statefulOperator<T, T>(source, {
      kind: owner,
      name: config.name,
      late,
      lateness: { allowed: 0, corrects: 0, adjustable: false },
      create: (context) => new SortLogic(owner, context),
    });
}
