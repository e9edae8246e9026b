import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  show,
  statefulOperator,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, Stream, StreamOperator } from '../kernel/index.ts';
import { checkWindowConfig } from '../windows/index.ts';
import type { Key, WindowConfig } from '../windows/index.ts';
import { OverLogic } from './overLogic.ts';
import type { PlainRunning } from './overLogic.ts';

/** What to compute beside each event, and what becomes of those that come too late. */
export interface OverConfig<T, K extends Key, A> extends Pick<
  WindowConfig<T, K, A>,
  'aggregate' | 'name'
> {
  /** What to partition by; left out for one range over all events. */
  readonly key?: (value: T) => K;
  /** What happens to an event at or behind the watermark: `'drop'` (counted), `'error'`, `lateTo(output)`. */
  readonly late: WindowConfig<T, K, A>['late'];
}

/** Running aggregates over a range of event time, or over all events so far. */
export interface OverTimeConfig<T, K extends Key, A> extends OverConfig<T, K, A> {
  /**
   * How far back the events go that are covered: those from the event's timestamp - `range` up to its
   * own, both included (default: all). Events of one timestamp cover each other.
   */
  readonly range?: Duration;
  readonly rows?: never;
}

/** Running aggregates over a number of events. */
export interface OverRowsConfig<T, K extends Key, A> extends OverConfig<T, K, A> {
  /** How many events are covered: the event itself and those of its key before it. */
  readonly rows: number;
  readonly range?: never;
}

/** What to compute beside each event, and over which events of its key. */
export type OverRangeConfig<T, K extends Key, A> =
  | OverTimeConfig<T, K, A>
  | OverRowsConfig<T, K, A>;

/** An event beside the aggregates of the events up to it. */
export interface Running<K, T, R> {
  readonly key: K;
  readonly value: T;
  /** The results of the aggregates by their names. */
  readonly running: R;
}

/**
 * Sets beside each event the aggregates of the events of its key up to it, in the order of event
 * time: over a range of time, over the last so many events, or over all of them. In SQL:
 * `OVER (PARTITION BY key ORDER BY time RANGE (or ROWS) BETWEEN … PRECEDING AND CURRENT ROW)`.
 *
 * ```text
 * events          1--2-----5-5---9
 * range 3, count  1  2     2 2   1      those of one timestamp cover each other
 * rows 3, count   1  2     3 3   3
 * ```
 *
 * - emits: each event with its aggregates and its own timestamp, in the order of timestamps, at equal
 *   ones of arrival: when the watermark reaches it, with `rows` when it reaches its timestamp - 1
 * - completes: with the source; a finite source's last events go out before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or a function of an aggregate throws; `MILLRACE_LATE` with `late: 'error'`
 * - late events: those with timestamp ≤ watermark go where `late` says
 * - state: the events ahead of the watermark, and one row for each event that one to come may cover:
 *   with `range` those after the watermark - `range`, freed as it rises, also of keys that get no
 *   more events; with `rows` the last `rows` - 1 of each key, without either one row per key, both
 *   until the end. An event costs a fixed number of steps, however far the range goes
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, overRange, sum, values } from 'millrace';
 *
 * fromArray([1, 2, 5, 9])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     overRange({ range: 4, late: 'drop', aggregate: { total: sum((at: number) => at) } }),
 *     values(),
 *   )
 *   .subscribe(({ value, running }) => console.log(value, running.total)); // 1 1, 2 3, 5 8, 9 14
 * ```
 */
export function overRange<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: OverRangeConfig<T, K, A>,
): StreamOperator<T, Running<K, T, AggregateResults<A>>> {
  const owner = 'overRange';
  checkConfig(owner, config);
  const { name, ...bounds } = config;
  const { key, aggregate, late: policy } = config;
  const plain = { aggregate, late: policy, ...(key === undefined ? {} : { key }) };
  const { late, ...checked } = checkWindowConfig<T, K, A>(owner, plain);
  const settings = { owner, ...checked, ...checkBounds(owner, bounds) };
  return (source) =>
    statefulOperator<T, PlainRunning<K, T>>(source, {
      kind: owner,
      name,
      late,
      lateness: { allowed: 0, corrects: 0, adjustable: false },
      create: (context) => new OverLogic(settings, context),
    }) as Stream<unknown> as Stream<Running<K, T, AggregateResults<A>>>;
}

interface Bounds {
  readonly range?: Duration | undefined;
  readonly rows?: number | undefined;
}

function checkBounds(
  owner: string,
  { range, rows }: Bounds,
): { readonly range: number; readonly rows: number } {
  if (range !== undefined && rows !== undefined) {
    throw new ArgumentTypeError(owner, 'rows', 'none beside range', show(rows));
  }
  return {
    range:
      range === undefined
        ? Infinity
        : toMilliseconds(owner, 'range', range, { sign: 'notNegative' }),
    rows: rows === undefined ? Infinity : checkNumber(owner, 'rows', rows, { min: 1 }),
  };
}
