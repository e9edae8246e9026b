import { asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { checkConfig, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Stream } from '../kernel/index.ts';
import { EntryClock } from './entryClock.ts';
import { EntryStream } from './entryStream.ts';

/** How values get the time of their arrival. */
export interface ProcessingTimeConfig {
  /**
   * How often the watermark follows the clock while nothing arrives, so that windows fire on time
   * (default: `'1s'`). Smaller fires more punctually and costs more wake-ups.
   */
  readonly watermarkEvery?: Duration;
  /** The name under which the watermark is saved in a snapshot (default: `processingTime`). */
  readonly name?: string;
  /** Whose clock it is (default: asyncScheduler); in a replay, the recorded arrivals instead. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Enters processing time: gives each value the time at which it arrives here.
 *
 * The watermark is one millisecond behind the clock, which may stand still but never goes back: a
 * clock that was set back counts on from where it was.
 *
 * - emits: each value as an event, at once; while nothing arrives, the watermark every
 *   `watermarkEvery`
 * - completes: with the source, after the watermark has risen to Infinity
 * - errors: those of the source; `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: none; no event comes behind the clock
 * - state: two numbers
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { count, fixedWindow, processingTime, values } from 'millrace';
 *
 * of('a', 'b')
 *   .pipe(
 *     processingTime(),
 *     fixedWindow({ size: '1h', late: 'drop', aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.n)); // 2
 * ```
 */
export function processingTime(
  config: ProcessingTimeConfig = {},
): <T>(source: Observable<T>) => Stream<T> {
  checkConfig('processingTime', config);
  const { watermarkEvery = '1s', name = 'processingTime', scheduler = asyncScheduler } = config;
  const tickEvery = toMilliseconds('processingTime', 'watermarkEvery', watermarkEvery);
  return <T>(source: Observable<T>) => {
    const entry = {
      kind: 'processingTime',
      stateName: name,
      timestampOf: undefined,
      createClock: () => new EntryClock('processingTime', 0),
      idleAfter: Infinity,
      maxAhead: Infinity,
      invalid: 'error' as const,
      quarantine: 'drop' as const,
      tickEvery,
      scheduler,
    };
    return new EntryStream<T, T>(source, entry);
  };
}
