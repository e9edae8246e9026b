import { asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { checkConfig, checkFunction, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds, Stream } from '../kernel/index.ts';
import { clockFor } from './clockFor.ts';
import { EntryStream } from './entryStream.ts';
import { checkReject } from './rejected.ts';
import type { RejectPolicy } from './rejected.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * What happens while no event comes: the watermark stays (`'hold'`); the stream says after a while that
 * it is idle, so that it does not hold back a union with others; or the watermark goes on as fast as
 * processing time, from where the last event left it, once `advanceAfter` has passed, in steps of
 * `every` (default: `'1s'`). In a replay, by the recorded arrivals.
 */
export type WhenQuiet =
  | 'hold'
  | { readonly idleAfter: Duration }
  | { readonly advanceAfter: Duration; readonly every?: Duration };

/** How values get their event time; the watermark's rule is in `outOfOrderness` or in `watermark`. */
export type EventTimeConfig<T> = EventTimeFields<T> & WatermarkFields<T>;

/** The rule of the watermark: one of the two. */
export type WatermarkFields<T> =
  | {
      /**
       * How far an event may come behind the newest one without being behind the watermark, which is
       * the largest timestamp so far - outOfOrderness - 1. 0 for ascending timestamps.
       */
      readonly outOfOrderness: Duration;
      readonly watermark?: never;
    }
  | {
      /** Another rule: `ascending()`, `punctuated(…)`, `partitioned(…)`, `customWatermark(…)`. */
      readonly watermark: WatermarkStrategy<NoInfer<T>>;
      readonly outOfOrderness?: never;
    };

/** The config of `eventTime` but for the rule of its watermark. */
export interface EventTimeFields<T> {
  /**
   * When the event happened: whole milliseconds since the epoch, may be negative, at most 8.64e15
   * either way (as for `Date`). It may be asked twice for one value.
   */
  readonly timestamp: (value: T) => Milliseconds;
  /**
   * The watermark moves only when a multiple of this is complete in event time, as windows that end at
   * multiples see it. Default: with each event.
   */
  readonly raiseEvery?: Duration;
  /**
   * The watermark moves only at multiples of this on the scheduler's clock (the recorded arrivals in a
   * replay), so the results depend on that clock; silence is then counted from the first of them
   * that finds no new event. A strategy with `onPeriodic` is called then instead.
   */
  readonly periodic?: Duration;
  /** What happens while no event comes (default: `'hold'`). */
  readonly whenQuiet?: WhenQuiet;
  /**
   * The short form of `whenQuiet: { idleAfter }`: after this much silence the stream says that it is
   * idle. Default: never.
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
  /** Where processing time is read and timers run (default: asyncScheduler). */
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
 *   stays in runs. The watermark rises with each event, whatever the runs are, unless `raiseEvery` or
 *   `periodic` says otherwise
 * - completes: with the source, after the watermark has risen to Infinity, so that everything fires
 * - errors: `MILLRACE_TIMESTAMP` for a value without a valid timestamp, unless `invalid` says
 *   otherwise; `MILLRACE_CALLBACK` when `timestamp` or a watermark's rule throws;
 *   `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: none here; an event behind the watermark is judged by the windows it belongs to
 * - state: two numbers, or what the watermark's rule keeps
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
  const { timestamp, maxAhead, name = 'eventTime', scheduler = asyncScheduler } = config;
  const { createClock, idleAfter } = clockFor('eventTime', config);
  const entry = {
    kind: 'eventTime',
    stateName: name,
    timestampOf: timestamp,
    createClock,
    idleAfter,
    maxAhead: maxAhead === undefined ? Infinity : toMilliseconds('eventTime', 'maxAhead', maxAhead),
    invalid: checkReject('eventTime', 'invalid', config.invalid ?? 'error'),
    quarantine: checkReject('eventTime', 'quarantine', config.quarantine ?? 'drop'),
    tickEvery: Infinity,
    scheduler,
  };
  return (source) => new EntryStream<T, T>(source, entry);
}
