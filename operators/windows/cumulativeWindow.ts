import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { ArgumentRangeError, checkConfig, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration, StreamOperator } from '../kernel/index.ts';
import { assignedWindow } from './assignedWindow.ts';
import { cumulativeAssigner } from './cumulativeAssigner.ts';
import type { Key, Pane } from './pane.ts';
import { readOffset } from './readOffset.ts';
import type { WindowConfig } from './windowConfig.ts';

/** Windows that begin together and grow by steps. */
export interface CumulativeWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  /** How long the longest of the windows with one start is: a multiple of `step`. */
  readonly size: Duration;
  /** By how much each window is longer than the one before. */
  readonly step: Duration;
  /** Where windows start: at `offset` + n × `size` since the epoch (default 0; may be negative, but less than one step either way). */
  readonly offset?: Duration;
}

/**
 * Puts events into windows that begin together and end a step apart, and gives one pane per key and
 * window: a total that grows at every step, and begins anew after `size`.
 *
 * ```text
 * size 30, step 10   an event of 12 is in [0,20) and in [0,30), one of 25 in [0,30) alone
 * ```
 *
 * - emits: the panes of a window when the watermark passes its end (`timing: 'onTime'`), in order of
 *   the windows' ends; after that one pane for each event and each window that still takes it
 *   (`timing: 'late'`). A window without events gives none
 * - completes: with the source; a finite source's last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time, also when `size` is
 *   no multiple of `step`; `MILLRACE_CALLBACK` when `key` or a function of an aggregate throws;
 *   `MILLRACE_LATE` with `late: 'error'`
 * - late events: an event goes into those of its windows that are open; one all of whose windows are
 *   closed (end - 1 + allowedLateness ≤ watermark) goes where `late` says
 * - state: one row per key and window that is not closed; an event costs one step for each of its
 *   windows, at most size / step
 *
 * @example
 * ```ts
 * import { count, cumulativeWindow, eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([5, 12, 25])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     cumulativeWindow({ size: 30, step: 10, late: 'drop', aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => console.log(window.end, value.n)); // 10 1, 20 2, 30 3
 * ```
 */
export function cumulativeWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: CumulativeWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'cumulativeWindow';
  checkConfig(owner, config);
  const size = toMilliseconds(owner, 'size', config.size);
  const step = toMilliseconds(owner, 'step', config.step);
  const offset = readOffset(owner, config.offset, size);
  if (size % step !== 0) {
    throw new ArgumentRangeError(
      owner,
      'size',
      `a multiple of step (${step} ms)`,
      show(config.size),
    );
  }
  return assignedWindow<T, K, A>(owner, cumulativeAssigner(size, step, offset), config, {
    size: `${size}ms`,
    step: `${step}ms`,
    offset: offset !== 0 && `${offset}ms`,
  });
}
