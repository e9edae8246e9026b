import { checkFunction, checkWord, shapeText, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Stream, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { AsOfLogic } from './asOfLogic.ts';
import { checkJoin } from './joinConfig.ts';
import type { JoinConfig } from './joinConfig.ts';
import { joinOperator } from './joinOperator.ts';
import type { Pair, RightOf } from './joinType.ts';

/** Whether left rows without a version are dropped (`inner`) or come out alone (`left`). */
export type AsOfType = 'inner' | 'left';

/** How left rows find the version that held at their time. */
export interface AsOfJoinConfig<
  L,
  R,
  K extends Key,
  Type extends AsOfType,
  Result,
> extends JoinConfig<L, R, K> {
  /** Which rows are wanted (default: `inner`). */
  readonly type?: Type;
  /** Whether a right event ends its key's row instead of being its next version (default: none does). */
  readonly deletes?: (right: R) => boolean;
  /**
   * How old a version may be at the left row's time; older ones are freed and count as none.
   * Default: a version holds until the next one, so each key keeps one for good.
   */
  readonly maxAge?: Duration;
  /** Makes the result (default: `{ left, right }`). */
  readonly project?: (left: L, right: RightOf<Type, R>) => Result;
}

/**
 * Gives each event the version of its key's row in a table that held at the event's time: the right
 * event with the largest timestamp that is not after its own. It waits until no earlier version can
 * come: where events must not wait for the table, take `enrich`.
 *
 * ```text
 * left        ----a3-----a8----|
 * right       -x1-----x5----x9-|
 * out         (a3,x1) and (a8,x5), each when both watermarks have reached it
 * ```
 *
 * - emits: a left row with its version (`left`: also without one) when the watermark of both inputs
 *   reaches it, in the order of timestamps, at equal ones of arrival. Of several versions with one
 *   timestamp the last to come holds
 * - completes: when both streams have completed; the left rows that wait come out before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when a function given to it throws; `MILLRACE_LATE` with `late: 'error'`; those of `union`
 * - late events: those of either side with timestamp ≤ watermark go where `late` says, as
 *   `{ side, value }`
 * - state: left rows that the watermark has not reached; of each key the versions ahead of the
 *   watermark and the one that holds there, until `maxAge` after its timestamp where that is given
 *
 * @example
 * ```ts
 * import { asOfJoin, eventTime, fromArray, values } from 'millrace';
 *
 * const trades = fromArray([{ at: 3, pair: 'EUR' }, { at: 8, pair: 'EUR' }]);
 * const rates = fromArray([{ at: 1, pair: 'EUR', rate: 1.1 }, { at: 5, pair: 'EUR', rate: 1.2 }]);
 * const versions = rates.pipe(eventTime({ timestamp: (rate) => rate.at, outOfOrderness: 0 }));
 *
 * trades
 *   .pipe(
 *     eventTime({ timestamp: (trade) => trade.at, outOfOrderness: 0 }),
 *     asOfJoin(versions, {
 *       leftKey: ({ pair }) => pair,
 *       rightKey: ({ pair }) => pair,
 *       late: 'drop',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ left, right }) => console.log(left.at, right.rate)); // 3 1.1, 8 1.2
 * ```
 */
export function asOfJoin<
  L,
  R,
  K extends Key,
  const Type extends AsOfType = 'inner',
  Result = Pair<Type, L, R>,
>(right: Stream<R>, config: AsOfJoinConfig<L, R, K, Type, Result>): StreamOperator<L, Result> {
  const owner = 'asOfJoin';
  const { late, ...checked } = checkJoin<L, R, K>(owner, config);
  const { name, type = 'inner', deletes = () => false, project = pair } = config;
  const pad = checkWord<AsOfType>(owner, 'type', type, ['inner', 'left']) === 'left';
  checkFunction(owner, 'deletes', deletes);
  checkFunction(owner, 'project', project);
  const maxAge =
    config.maxAge === undefined ? Infinity : toMilliseconds(owner, 'maxAge', config.maxAge);
  // Inner joins never give a left row without a version.
  const made = project as (left: L, right: R | undefined) => Result;
  return joinOperator<L, R, Result>(right, {
    kind: owner,
    name,
    shape: shapeText({ maxAge: maxAge !== Infinity && `${maxAge}ms` }),
    late,
    create: (context) =>
      new AsOfLogic({ owner, deletes, maxAge, pad, project: made, ...checked }, context),
  });
}

function pair(left: unknown, right: unknown): unknown {
  return { left, right };
}
