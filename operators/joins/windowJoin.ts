import { checkFunction, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Stream, StreamOperator } from '../kernel/index.ts';
import { makeGrid, readOffset } from '../windows/index.ts';
import type { Key, Window } from '../windows/index.ts';
import { checkJoin, checkType } from './joinConfig.ts';
import type { JoinConfig } from './joinConfig.ts';
import { joinOperator } from './joinOperator.ts';
import { planOf } from './joinType.ts';
import type { JoinType, LeftOf, Pair, RightOf } from './joinType.ts';
import { WindowJoinLogic } from './windowJoinLogic.ts';

/** The key and the window that the rows of a result share. */
export interface WindowPlace<K extends Key> {
  readonly key: K;
  readonly window: Window;
}

/** A result of a window join: the rows with what they share. */
export type WindowPair<Type extends JoinType, L, R, K extends Key> = Pair<Type, L, R> &
  WindowPlace<K>;

/** How rows are joined window by window. */
export interface WindowJoinConfig<
  L,
  R,
  K extends Key,
  Type extends JoinType,
  Result,
> extends JoinConfig<L, R, K> {
  /** How long a window is. */
  readonly size: Duration;
  /** How far apart windows start (default: `size`, one after the other). */
  readonly every?: Duration;
  /** Where windows start: at `offset` + n × `every` since the epoch (default 0; may be negative, but less than one step either way). */
  readonly offset?: Duration;
  /** Which rows are wanted (default: `inner`). */
  readonly type?: Type;
  /** Makes the result (default: `{ key, window, left, right }`). */
  readonly project?: (
    left: LeftOf<Type, L>,
    right: RightOf<Type, R>,
    place: WindowPlace<K>,
  ) => Result;
}

/**
 * Joins each event with those of another stream that have the same key and fall into the same
 * window, when the window is over.
 *
 * ```text
 * size 10
 * left        --a3------b12----------|
 * right       ------x5-------x7--z25-|
 * out         [0,10): (a,x5) and (a,x7) when both watermarks have passed 9; b and z have no partner
 * ```
 *
 * - emits: when the watermark of both inputs passes the window's end, all its results with timestamp
 *   end - 1: left rows in order of arrival, each with its partners in theirs, then right rows that
 *   have none. `inner`: each pair; `left`, `right`, `full`: also rows without a partner; `semi`: each
 *   left row with a partner once; `anti`: each without. With overlapping windows once in each
 * - completes: when both streams have completed; the last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when a function given to it throws; `MILLRACE_LATE` with `late: 'error'`; those of `union`
 * - late events: those all of whose windows are closed (end - 1 ≤ watermark) go where `late` says, as
 *   `{ side, value }`
 * - state: each event in each of its windows that has not fired
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, values, windowJoin } from 'millrace';
 *
 * const entered = eventTime<{ at: number; room: string; reading: number }>({
 *   timestamp: (event) => event.at,
 *   outOfOrderness: 0,
 * });
 * const heat = fromArray([{ at: 10_000, room: 'a', reading: 21 }]).pipe(entered);
 * const light = fromArray([{ at: 50_000, room: 'a', reading: 300 }]).pipe(entered);
 *
 * heat
 *   .pipe(
 *     windowJoin(light, {
 *       leftKey: ({ room }) => room,
 *       rightKey: ({ room }) => room,
 *       size: '1m',
 *       late: 'drop',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ key, left, right }) => console.log(key, left.reading, right.reading)); // a 21 300
 * ```
 */
export function windowJoin<
  L,
  R,
  K extends Key,
  const Type extends JoinType = 'inner',
  Result = WindowPair<Type, L, R, K>,
>(right: Stream<R>, config: WindowJoinConfig<L, R, K, Type, Result>): StreamOperator<L, Result> {
  const owner = 'windowJoin';
  const { late, ...checked } = checkJoin<L, R, K>(owner, config);
  const size = toMilliseconds(owner, 'size', config.size);
  const every = toMilliseconds(owner, 'every', config.every ?? size);
  const offset = readOffset(owner, config.offset, every);
  const grid = makeGrid(size, every, offset);
  const plan = planOf(checkType(owner, config.type));
  const { name, project = placed } = config;
  checkFunction(owner, 'project', project);
  // The plan gives `project` the sides that its type promises.
  const made = project as (
    left: L | undefined,
    right: R | undefined,
    place: WindowPlace<K>,
  ) => Result;
  return joinOperator<L, R, Result>(right, {
    kind: owner,
    name,
    late,
    create: (context) =>
      new WindowJoinLogic({ owner, grid, plan, project: made, ...checked }, context),
  });
}

function placed(left: unknown, right: unknown, { key, window }: WindowPlace<Key>): unknown {
  return { key, window, left, right };
}
