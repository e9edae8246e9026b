import { checkFunction, checkWord, shapeText } from '../kernel/index.ts';
import type { Stream, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkBounds } from './bounds.ts';
import type { IntervalBounds } from './bounds.ts';
import { IntervalLogic } from './intervalLogic.ts';
import { checkJoin, checkType } from './joinConfig.ts';
import type { JoinConfig } from './joinConfig.ts';
import { joinOperator } from './joinOperator.ts';
import { planOf } from './joinType.ts';
import type { JoinType, LeftOf, Pair, RightOf } from './joinType.ts';

/** How rows are paired by the time between them. */
export type IntervalJoinConfig<
  L,
  R,
  K extends Key,
  Type extends JoinType,
  Result,
> = IntervalBounds<L> &
  JoinConfig<L, R, K> & {
    /** Which rows are wanted (default: `inner`). */
    readonly type?: Type;
    /** Makes the result (default: `{ left, right }`). */
    readonly project?: (left: LeftOf<Type, L>, right: RightOf<Type, R>) => Result;
    /**
     * `'arrival'` (the default) gives a pair when its second row comes; `'time'` when the watermark
     * reaches it, in the order of timestamps, then of arrival in each input: with `lateBy: 'input'`
     * the results and their order depend on no interleaving of the inputs.
     */
    readonly order?: 'arrival' | 'time';
  };

/**
 * Pairs each event with those of another stream that have the same key and lie within an interval
 * of event time around it.
 *
 * ```text
 * lower 0, upper 5
 * left        --a3----------b12-----|
 * right       ------x5--x9------y12-|
 * out         ------(a,x5)------(b,y12)
 * ```
 *
 * - emits: `inner`, `left`, `right`, `full`: each pair once, when its second row comes, with the
 *   larger of both timestamps. `left`, `right`, `full`: a row without a partner, with its own
 *   timestamp, when the watermark shows that none can come. `semi`: a left row once, when it has its
 *   first partner; `anti`: a left row that has none. The output's watermark stays below the rows
 *   that may still come out alone
 * - completes: when both streams have completed
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when a function given to it throws, or `lower` gives less than `lowest`; `MILLRACE_LATE` with
 *   `late: 'error'`; those of `union`
 * - late events: those with timestamp ≤ watermark go where `late` says, as `{ side, value }`
 * - state: a left row until the watermark reaches its timestamp + upper, a right row until its
 *   timestamp - lower, at which no partner that is not late can come; with `order: 'time'` the results
 *   that the watermark has not reached
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, intervalJoin, values } from 'millrace';
 *
 * const entered = eventTime<{ at: number; order: string }>({
 *   timestamp: (event) => event.at,
 *   outOfOrderness: 0,
 * });
 * const orders = fromArray([{ at: 1_000, order: 'a' }, { at: 2_000, order: 'b' }]).pipe(entered);
 * const payments = fromArray([{ at: 9_000, order: 'a' }]).pipe(entered);
 *
 * orders
 *   .pipe(
 *     intervalJoin(payments, {
 *       leftKey: ({ order }) => order,
 *       rightKey: ({ order }) => order,
 *       lower: 0,
 *       upper: '1m',
 *       type: 'left',
 *       late: 'drop',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ left, right }) => console.log(left.order, right?.at)); // a 9000, b undefined
 * ```
 */
export function intervalJoin<
  L,
  R,
  K extends Key,
  const Type extends JoinType = 'inner',
  Result = Pair<Type, L, R>,
>(right: Stream<R>, config: IntervalJoinConfig<L, R, K, Type, Result>): StreamOperator<L, Result> {
  const owner = 'intervalJoin';
  const { late, ...checked } = checkJoin<L, R, K>(owner, config);
  const bounds = checkBounds<L>(owner, config);
  const plan = planOf(checkType(owner, config.type));
  const { name, order = 'arrival', project = pair } = config;
  checkFunction(owner, 'project', project);
  const inOrder = checkWord(owner, 'order', order, ['arrival', 'time']) === 'time';
  // The plan gives `project` the sides that its type promises.
  const made = project as (left: L | undefined, right: R | undefined) => Result;
  return joinOperator<L, R, Result>(right, {
    kind: owner,
    name,
    shape: shapeText({
      lower: `${bounds.lowest}ms`,
      upper: bounds.highest === Infinity ? 'of each row' : `${bounds.highest}ms`,
      type: config.type ?? 'inner',
      order,
    }),
    late,
    create: (context) =>
      new IntervalLogic({ owner, bounds, plan, project: made, inOrder, ...checked }, context),
  });
}

function pair(left: unknown, right: unknown): unknown {
  return { left, right };
}
