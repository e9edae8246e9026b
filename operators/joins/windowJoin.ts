import { checkFunction, checkWord, shapeText, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Stream, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Corrections } from './cellJoin.ts';
import { checkJoin, checkType } from './joinConfig.ts';
import type { JoinConfig } from './joinConfig.ts';
import { joinOperator } from './joinOperator.ts';
import { planOf } from './joinType.ts';
import type { JoinType, LeftOf, Pair, RightOf } from './joinType.ts';
import { SessionJoinLogic } from './sessionJoinLogic.ts';
import { WindowJoinLogic } from './windowJoinLogic.ts';
import type { WindowPlace } from './windowPlace.ts';
import { checkShape, shapeFields } from './windowShape.ts';
import type { WindowShape } from './windowShape.ts';

/** A result of a window join: the rows with what they share. */
export type WindowPair<Type extends JoinType, L, R, K extends Key> = Pair<Type, L, R> &
  WindowPlace<K>;

/** How rows are joined window by window. */
export type WindowJoinConfig<L, R, K extends Key, Type extends JoinType, Result> = WindowShape<
  L,
  R
> &
  JoinConfig<L, R, K> & {
    /** Which rows are wanted (default: `inner`). */
    readonly type?: Type;
    /**
     * How long after its end (in event time) a window still takes rows; each corrects what the window
     * gave. Default 0: a window is closed when it has fired.
     */
    readonly allowedLateness?: Duration;
    /**
     * What a late row brings about: `'changes'` (the default) only what it changes, its new results
     * after those that are no longer right, which come again with `retract: true`; `'whole'` all results
     * of its key and window again, to take the place of the earlier ones.
     */
    readonly corrections?: Corrections;
    /** Makes the result (default: `{ key, window, timing, left, right }`, with `retract` where it is true). */
    readonly project?: (
      left: LeftOf<Type, L>,
      right: RightOf<Type, R>,
      place: WindowPlace<K>,
    ) => Result;
  };

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
 * With `gap` instead of `size` the windows are sessions: a key's rows of both sides make them together.
 *
 * - emits: when the watermark of both inputs passes the window's end, all its results with timestamp
 *   end - 1: left rows in order of arrival, each with its partners in theirs, then right rows that
 *   have none (sessions: one session after the other, those of one end in the order of their first left
 *   rows, then of their first right rows). `inner`: each pair; `left`, `right`, `full`: also rows
 *   without a partner; `semi`: each left row with a partner once; `anti`: each without. With overlapping
 *   windows once in each. Then, within `allowedLateness`, at once for each late row what `corrections`
 *   says, with `timing: 'late'`. A late row that makes fired sessions larger, or one of several, gives
 *   them other bounds: `'changes'` takes back all results of their old bounds, and the results of the
 *   new ones come at once, or on time where the new end has not passed; `'whole'` takes nothing back
 * - completes: when both streams have completed; the last windows fire before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when a function given to it throws, or `gap` gives no positive duration; `MILLRACE_LATE` with
 *   `late: 'error'`; those of `union`
 * - late events: those all of whose windows are closed (end - 1 + allowedLateness ≤ watermark; of
 *   sessions the one after merging) go where `late` says, as `{ side, value }`. `lateBy: 'input'` makes
 *   them, and without `allowedLateness` the results, independent of how the inputs interleave, except
 *   where sessions decide. With `allowedLateness`, how they interleave still decides what the on-time
 *   firing holds: an accepted row whose own input's watermark has passed the window's end is in it while
 *   the other input is not as far yet, and makes a correction after that
 * - state: each event in each of its windows that is not closed
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
  const shape = checkShape<L, R>(owner, config);
  const allowed = config.allowedLateness ?? 0;
  const lateness = toMilliseconds(owner, 'allowedLateness', allowed, { sign: 'notNegative' });
  const corrections = checkWord<Corrections>(
    owner,
    'corrections',
    config.corrections ?? 'changes',
    ['changes', 'whole'],
  );
  const plan = planOf(checkType(owner, config.type));
  const { name, project = placed } = config;
  checkFunction(owner, 'project', project);
  // The plan gives `project` the sides that its type promises.
  const made = project as (
    left: L | undefined,
    right: R | undefined,
    place: WindowPlace<K>,
  ) => Result;
  const settings = { owner, lateness, corrections, plan, project: made, ...checked };
  return joinOperator<L, R, Result>(right, {
    kind: owner,
    name,
    shape: shapeText({
      ...shapeFields(shape, typeof config.gap === 'function'),
      type: config.type ?? 'inner',
      allowedLateness: lateness > 0 && `${lateness}ms`,
      corrections,
    }),
    late,
    lateness: { allowed: lateness, corrects: lateness, adjustable: true },
    create: (context) =>
      shape.grid === undefined
        ? new SessionJoinLogic({ ...settings, ...shape }, context)
        : new WindowJoinLogic({ ...settings, ...shape }, context),
  });
}

function placed(left: unknown, right: unknown, place: WindowPlace<Key>): unknown {
  return { ...place, left, right };
}
