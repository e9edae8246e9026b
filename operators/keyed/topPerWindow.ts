import {
  checkConfig,
  checkFunction,
  checkNumber,
  statefulOperator,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, StreamOperator } from '../kernel/index.ts';
import type { Key, Pane } from '../windows/index.ts';
import type { Ranked } from './ranking.ts';
import { TopLogic } from './topLogic.ts';

/** How the panes of a window are ranked. */
export interface TopPerWindowConfig<V> {
  /** How many places the ranking has. */
  readonly limit: number;
  /** What to rank by, the largest first; ties go to the key whose pane came first. A finite number. */
  readonly by: (value: V) => number;
  /**
   * How long after its end a window's ranking is kept to be corrected: the allowedLateness of the
   * windows before. Default 0.
   */
  readonly allowedLateness?: Duration;
  /** The name under which the rankings are saved (default: `topPerWindow`). */
  readonly name?: string;
}

/**
 * Ranks the panes of each window by a number, and gives the first few as one pane per window.
 *
 * For panes of windows that keys share: all kinds but sessions. A pane takes the place of the earlier
 * pane of the same key and window, and one with `retract: true` takes it out, so corrections correct
 * the ranking; they are never late here while the window is kept. A key that comes back stands among
 * equals where it stood.
 *
 * - emits: one pane per window when the watermark passes its end (`timing: 'onTime'`), and one each
 *   time a later pane changes the ranking (`timing: 'late'`); none for a window all of whose panes
 *   have been taken back by its end
 * - completes: with the source
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when `by` throws or gives no finite number; `MILLRACE_GRAPH` for panes of sessions
 * - late events: a pane of a window that is not kept any more is dropped and counted as late; one that
 *   takes back what never came is dropped
 * - state: the latest pane of each key in each window, or the key alone once it is taken back, until allowedLateness after its end
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray, topPerWindow, values } from 'millrace';
 *
 * fromArray(['a', 'b', 'b'])
 *   .pipe(
 *     eventTime({ timestamp: () => 0, outOfOrderness: 0 }),
 *     fixedWindow({ size: '1h', key: (word) => word, late: 'drop', aggregate: { n: count() } }),
 *     topPerWindow({ limit: 1, by: ({ n }) => n }),
 *     values(),
 *   )
 *   .subscribe(({ value: [first] }) => console.log(first?.key, first?.value.n)); // b 2
 * ```
 */
export function topPerWindow<K extends Key, V>(
  config: TopPerWindowConfig<V>,
): StreamOperator<Pane<K, V>, Pane<undefined, readonly Ranked<K, V>[]>> {
  const owner = 'topPerWindow';
  checkConfig(owner, config);
  checkFunction(owner, 'by', config.by);
  const { by, name, allowedLateness = 0 } = config;
  const limit = checkNumber(owner, 'limit', config.limit, { min: 1, max: 10_000 });
  const lateness = toMilliseconds(owner, 'allowedLateness', allowedLateness, {
    sign: 'notNegative',
  });
  return (source) =>
    statefulOperator<Pane<K, V>, Pane<undefined, readonly Ranked<K, V>[]>>(source, {
      kind: owner,
      name,
      late: 'drop',
      lateness: { allowed: lateness, corrects: 'asTaken', adjustable: true },
      create: (context) => new TopLogic({ owner, limit, by, lateness }, context),
    });
}
