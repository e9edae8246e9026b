import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { checkConfig } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { assignedWindow } from './assignedWindow.ts';
import { GlobalLogic } from './globalLogic.ts';
import type { Key, Pane, Window } from './pane.ts';
import { savedShape } from './savedShape.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowOperator } from './windowOperator.ts';

const ALL_TIME: readonly Window[] = Object.freeze([{ start: -Infinity, end: Infinity }]);

/** One window over all time; nothing can be late for it. */
export type GlobalWindowConfig<T, K extends Key, A> = Omit<
  WindowConfig<T, K, A>,
  'late' | 'allowedLateness'
>;

/**
 * Puts all events of a finite stream into one window over all time, and gives one pane per key at
 * the end.
 *
 * - emits: when the watermark reaches the end of time, one pane per key in the order in which the
 *   keys first came; its timestamp is that of the key's latest event. A stream without end gives none,
 *   unless a `trigger` asks for panes before the end
 * - completes: with the source, after the panes
 * - errors: `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK` when `key` or a function of an
 *   aggregate throws
 * - late events: none; the window is open until the end
 * - state: one row per key, kept until the end
 *
 * @example
 * ```ts
 * import { count, eventTime, fromArray, globalWindow, values } from 'millrace';
 *
 * fromArray(['a', 'b', 'a'])
 *   .pipe(
 *     eventTime({ timestamp: () => 0, outOfOrderness: 0 }),
 *     globalWindow({ key: (word) => word, aggregate: { n: count() } }),
 *     values(),
 *   )
 *   .subscribe(({ key, value }) => console.log(key, value.n)); // a 2, b 1
 * ```
 */
export function globalWindow<T, const A extends AggregateRecord<T>, K extends Key = undefined>(
  config: GlobalWindowConfig<T, K, A>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const owner = 'globalWindow';
  checkConfig(owner, config);
  const whole = { ...config, late: 'drop' } as WindowConfig<T, K, A>;
  const checked = checkWindowConfig(owner, whole);
  const { keyOf, aggregate, rules } = checked;
  if (rules !== undefined) {
    return assignedWindow<T, K, A>(owner, { windowsOf: () => ALL_TIME }, whole, {
      // What is saved has another form.
      firing: 'of its own',
    });
  }
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(checked, {}),
    lateness: { allowed: Infinity, corrects: 0, adjustable: false },
    create: (context) => new GlobalLogic({ owner, keyOf, aggregate }, context),
  });
}
