import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { ArgumentTypeError, checkConfig, checkNumber, show } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { CountLogic } from './countLogic.ts';
import { makeCountSteps } from './countSteps.ts';
import type { Key, Pane } from './pane.ts';
import { savedShape } from './savedShape.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowOperator } from './windowOperator.ts';

/** Windows of so many events; nothing can be late for them. */
export interface CountWindowConfig<T, K extends Key, A> extends Pick<
  WindowConfig<T, K, A>,
  'key' | 'aggregate' | 'name'
> {
  /** How many events of a key a window holds. */
  readonly count: number;
  /**
   * After how many events of a key the next window begins (default: `count`). Smaller than `count`:
   * windows overlap. Larger: the events in between belong to no window.
   */
  readonly every?: number;
  /**
   * Whether the first windows of a key have fewer than `count` events: one fires after each `every`
   * events, with the last `count` of them or as many as there are (default false: a window fires when
   * it is full).
   */
  readonly partial?: boolean;
}

/**
 * Puts each key's events into windows of so many events, in order of arrival, and gives one pane per
 * window.
 *
 * ```text
 * count 3            a b c | d e f | g
 * count 3, every 2   a b c, c d e, e f g
 * ```
 *
 * - emits: a pane with the event that fills a window, `timing: 'onTime'` and final. Its window goes
 *   from the earliest to the latest of the events' times (the end is 1 ms after it), its timestamp is
 *   the latest. A pane of events that are behind the watermark is behind it too: a further window
 *   needs an `allowedLateness` for it
 * - completes: with the source. A window that is not full then gives nothing: its events that no pane
 *   has shown are counted as unfired
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `key` or a function of an aggregate throws
 * - late events: none; the watermark passes unseen, so `late` is not asked
 * - state: one row per key with a window that is not full; where windows overlap, one per
 *   greatest common divisor of `count` and `every` in a window. A key without further events keeps it
 *   until the end
 *
 * @example
 * ```ts
 * import { countWindow, eventTime, fromArray, mean, values } from 'millrace';
 *
 * fromArray([10, 20, 30, 40, 50])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     countWindow({ count: 2, aggregate: { average: mean((at) => at) } }),
 *     values(),
 *   )
 *   .subscribe(({ window, value }) => console.log(window.start, value.average)); // 10 15, 30 35
 * ```
 */
export function countWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: CountWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'countWindow';
  checkConfig(owner, config);
  const plain: WindowConfig<T, K, A> = { ...config, late: 'drop' };
  const checked = checkWindowConfig(owner, plain);
  const { keyOf, aggregate } = checked;
  const count = checkNumber(owner, 'count', config.count, { min: 1 });
  const every = checkNumber(owner, 'every', config.every ?? count, { min: 1 });
  const partial = config.partial ?? false;
  if (typeof partial !== 'boolean') {
    throw new ArgumentTypeError(owner, 'partial', 'true or false', show(partial));
  }
  const steps = makeCountSteps(count, every, partial);
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(checked, { count, every, partial }),
    create: (context) => new CountLogic({ owner, steps, keyOf, aggregate }, context),
  });
}
