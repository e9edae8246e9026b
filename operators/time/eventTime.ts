import { asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { checkConfig, checkFunction, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds, Stream } from '../kernel/index.ts';
import { EntryStream } from './entryStream.ts';
import { checkReject } from './rejected.ts';
import type { RejectPolicy } from './rejected.ts';

/** How values get their event time. */
export interface EventTimeConfig<T> {
  /**
   * When the event happened: whole milliseconds since the epoch, may be negative, at most 8.64e15
   * either way (as for `Date`). It may be asked twice for one value.
   */
  readonly timestamp: (value: T) => Milliseconds;
  /**
   * How far an event may come behind the newest one without being behind the watermark, which is
   * the largest timestamp so far - outOfOrderness - 1. 0 for ascending timestamps.
   */
  readonly outOfOrderness: Duration;
  /**
   * After this much silence the stream says that it is idle, so that it does not hold back a union
   * with others. Default: never. In a replay, by the recorded arrivals.
   */
  readonly idleAfter?: Duration;
  /**
   * An event further than this ahead of the clock (the recorded arrival in a replay, else the
   * scheduler's clock) is not believed: it goes to `quarantine` and does not move the watermark.
   * Default: every timestamp is believed.
   */
  readonly maxAhead?: Duration;
  /** What happens to events beyond `maxAhead` (default `'drop'`: counted). */
  readonly quarantine?: RejectPolicy<T>;
  /** What happens to values without a valid timestamp (default `'error'`). */
  readonly invalid?: RejectPolicy<T>;
  /** The name under which the watermark is saved in a snapshot (default: `eventTime`). */
  readonly name?: string;
  /** Where time is read for `idleAfter` and `maxAhead` (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/**
 * Enters event time: gives each value the time at which it happened, and tells by watermarks how far
 * event time has come.
 *
 * ```text
 * values      --a(10)--b(12)--c(11)--|
 * watermark     9 after a, 11 after b and c (outOfOrderness 0), then the end of time
 * ```
 *
 * - emits: each value as an event, at once; a source that gives runs (`fromArray`, files, replays)
 *   stays in runs. The watermark rises with each event, whatever the runs are
 * - completes: with the source, after the watermark has risen to Infinity, so that everything fires
 * - errors: `MILLRACE_TIMESTAMP` for a value without a valid timestamp, unless `invalid` says
 *   otherwise; `MILLRACE_CALLBACK` when `timestamp` throws
 * - late events: none here; an event behind the watermark is judged by the windows it belongs to
 * - state: two numbers
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([{ at: 1_000, name: 'a' }])
 *   .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: '10s' }), values())
 *   .subscribe((event) => console.log(event.name)); // a
 * ```
 */
export function eventTime<T>(config: EventTimeConfig<T>): (source: Observable<T>) => Stream<T> {
  checkConfig('eventTime', config);
  checkFunction('eventTime', 'timestamp', config.timestamp);
  const { timestamp, idleAfter, maxAhead, name = 'eventTime', scheduler = asyncScheduler } = config;
  const milliseconds = (field: string, duration: Duration | undefined): Milliseconds =>
    duration === undefined ? Infinity : toMilliseconds('eventTime', field, duration);
  const entry = {
    kind: 'eventTime',
    stateName: name,
    timestampOf: timestamp,
    outOfOrderness: toMilliseconds('eventTime', 'outOfOrderness', config.outOfOrderness, {
      sign: 'notNegative',
    }),
    idleAfter: milliseconds('idleAfter', idleAfter),
    maxAhead: milliseconds('maxAhead', maxAhead),
    invalid: checkReject('eventTime', 'invalid', config.invalid ?? 'error'),
    quarantine: checkReject('eventTime', 'quarantine', config.quarantine ?? 'drop'),
    tickEvery: Infinity,
    scheduler,
  };
  return (source) => new EntryStream<T, T>(source, entry);
}
