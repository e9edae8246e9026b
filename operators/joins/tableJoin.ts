import type { SchedulerLike } from 'rxjs';
import { ArgumentTypeError, checkConfig, checkFunction, checkWord, show } from '../kernel/index.ts';
import type { Stream, StreamOperator } from '../kernel/index.ts';
import { checkLateOrAccept, checkTimeToLive } from '../keyed/index.ts';
import type { Change, LateOrAccept, Life, TimeToLive } from '../keyed/index.ts';
import { checkFlag } from '../windows/index.ts';
import type { Key } from '../windows/index.ts';
import { checkJoin } from './joinConfig.ts';
import type { JoinConfig } from './joinConfig.ts';
import { joinOperator } from './joinOperator.ts';
import { planOf } from './joinType.ts';
import type { LeftOf, Pair, RightOf } from './joinType.ts';
import type { Side, Sided } from './side.ts';
import { TableJoinLogic } from './tableJoinLogic.ts';
import type { JoinedId } from './tableJoinLogic.ts';

/** Which rows a join of two tables has: pairs only, or also rows of a side without a partner. */
export type TableJoinType = 'inner' | 'left' | 'right' | 'full';

/** How long the rows of a side are kept after their last event. */
export type TimeToLiveOf = TimeToLive | { readonly left?: TimeToLive; readonly right?: TimeToLive };

/** How two tables are joined. */
export interface TableJoinConfig<
  L,
  R,
  K extends Key,
  Type extends TableJoinType,
  Result,
  LI extends Key,
  RI extends Key,
> extends Omit<JoinConfig<L, R, K>, 'late'> {
  /**
   * What happens to events of either side at or behind the watermark: `'drop'` (counted), `'error'`,
   * `lateTo(output)`, or `'accept'`: they are applied at once, unless their row is newer.
   */
  readonly late: LateOrAccept<Sided<L, R>>;
  /** What names a left row in its table (default: its join key, so each key has one row). */
  readonly leftId?: (left: L) => LI;
  /** What names a right row in its table (default: its join key, so each key has one row). */
  readonly rightId?: (right: R) => RI;
  /** Which rows the joined table has (default: `inner`). */
  readonly type?: Type;
  /** Which events take their row out (default: none). */
  readonly deletes?: {
    readonly left?: (left: L) => boolean;
    readonly right?: (right: R) => boolean;
  };
  /** How long a row is kept after its last event, for both sides or each (default: for good). */
  readonly timeToLive?: TimeToLiveOf;
  /** Whether the old row is told before the one that takes its place (default: true). */
  readonly updateBefore?: boolean;
  /** Makes the value of a joined row (default: `{ left, right }`). */
  readonly project?: (left: LeftOf<Type, L>, right: RightOf<Type, R>) => Result;
  /** Whose clock a time to live by processing time is (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/**
 * Joins two tables, each with the latest row per id by event time, and tells how the joined table changes.
 *
 * ```text
 * left        --a1-----------a7--|
 * right       ------x3--y5-------|
 * out         +(a1,x3) at 3, (a1,x3) → (a1,y5) at 5, (a1,y5) → (a7,y5) at 7
 * ```
 *
 * The key of a joined row is `[leftId, rightId]`, with undefined for a side without a partner. An event
 * for a row that is there updates its joined rows; one with another join key takes the row from its old
 * partners to the new ones. A joined row that loses or finds its only partner is another row by its key:
 * a `delete` and an `insert`.
 *
 * - emits: changes, when the watermark of both inputs reaches the event that makes them, with its
 *   timestamp: events are applied in the order of their times, at equal ones those of the left side
 *   first, then of arrival; of one event first each `delete`, then `updateBefore` (unless switched off) and
 *   `updateAfter` for each joined row that stays, then each `insert`. A row whose time to live ends
 *   leaves behind the events of that time (by processing time at once, with the timestamp of its last
 *   event), but not at the end of the streams
 * - completes: when both streams have completed; the events that wait are applied before
 * - errors: `MILLRACE_ARGUMENT_RANGE` and `MILLRACE_ARGUMENT_TYPE` at call time; `MILLRACE_CALLBACK`
 *   when a function given to it throws; `MILLRACE_LATE` with `late: 'error'`; those of `union`
 * - late events: those of either side with timestamp ≤ watermark go where `late` says, as
 *   `{ side, value }`. With `'accept'` there are none: they are applied at once, and counted as dropped
 *   where their row is newer or their time to live is over. A delete leaves nothing behind that an older
 *   event could be compared with
 * - state: the events that the watermark has not reached; each row until it is deleted or its time to
 *   live has passed
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, tableJoin, values } from 'millrace';
 *
 * const orders = fromArray([{ at: 1, id: 7, item: 'tea' }, { at: 4, id: 7, item: 'coffee' }]);
 * const stock = fromArray([{ at: 2, item: 'tea', n: 3 }, { at: 5, item: 'coffee', n: 9 }]);
 * const stocked = stock.pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }));
 *
 * orders
 *   .pipe(
 *     eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }),
 *     tableJoin(stocked, {
 *       leftKey: ({ item }) => item,
 *       rightKey: ({ item }) => item,
 *       leftId: ({ id }) => id,
 *       late: 'drop',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ op, key }) => console.log(op, key.join(' '))); // insert 7 tea, delete 7 tea, insert 7 coffee
 * ```
 */
export function tableJoin<
  L,
  R,
  K extends Key,
  const Type extends TableJoinType = 'inner',
  Result = Pair<Type, L, R>,
  LI extends Key = K,
  RI extends Key = K,
>(
  right: Stream<R>,
  config: TableJoinConfig<L, R, K, Type, Result, LI, RI>,
): StreamOperator<L, Change<JoinedId<LI, RI>, Result>> {
  const owner = 'tableJoin';
  checkConfig(owner, config);
  const { judgesLate, late } = checkLateOrAccept(owner, config.late);
  const { lateBy } = checkJoin<L, R, K>(owner, { ...config, late });
  const { leftKey, rightKey, name, scheduler, project = pair, updateBefore = true } = config;
  const { leftId = leftKey, rightId = rightKey } = config;
  checkFunction(owner, 'leftId', leftId);
  checkFunction(owner, 'rightId', rightId);
  checkFunction(owner, 'project', project);
  const words = ['inner', 'left', 'right', 'full'] as const;
  const settings = {
    owner,
    lateBy,
    judgesLate,
    plan: planOf(checkWord<TableJoinType>(owner, 'type', config.type ?? 'inner', words)),
    keyOf: bySide<L, R, Key>(leftKey, rightKey),
    idOf: bySide<L, R, Key>(leftId, rightId),
    deletes: checkDeletes(owner, config.deletes ?? {}),
    lives: checkLives(owner, config.timeToLive),
    // The type gives `project` the sides that it promises.
    project: project as (left: L | undefined, right: R | undefined) => Result,
    updateBefore: checkFlag(owner, 'updateBefore', updateBefore),
  };
  const joined = joinOperator<L, R, Change<JoinedId<Key, Key>, Result>>(right, {
    kind: owner,
    name,
    shape: `type ${config.type ?? 'inner'}`,
    late,
    scheduler,
    ...(!judgesLate && { lateness: ANY_TIME }),
    create: (context) => new TableJoinLogic(settings, context),
  });
  // The ids are those that the two functions give.
  return joined as StreamOperator<L, Change<JoinedId<LI, RI>, Result>>;
}

const ANY_TIME = { allowed: Infinity, corrects: 'asTaken', adjustable: false } as const;

function checkDeletes<L, R>(
  owner: string,
  deletes: { readonly left?: (left: L) => boolean; readonly right?: (right: R) => boolean },
): (event: Sided<L, R>) => boolean {
  if (typeof deletes !== 'object' || deletes === null) {
    const expected = 'an object with a function for left, right or both';
    throw new ArgumentTypeError(owner, 'deletes', expected, show(deletes));
  }
  const { left = () => false, right = () => false } = deletes;
  checkFunction(owner, 'deletes.left', left);
  checkFunction(owner, 'deletes.right', right);
  return bySide(left, right);
}

function bySide<L, R, V>(left: (left: L) => V, right: (right: R) => V): (event: Sided<L, R>) => V {
  return (event) => (event.side === 'left' ? left(event.value) : right(event.value));
}

function checkLives(
  owner: string,
  timeToLive: TimeToLiveOf | undefined,
): Record<Side, Life | undefined> {
  if (isPerSide(timeToLive)) {
    const { left, right } = timeToLive;
    return { left: checkTimeToLive(owner, left), right: checkTimeToLive(owner, right) };
  }
  const both = checkTimeToLive(owner, timeToLive);
  return { left: both, right: both };
}

function isPerSide(
  timeToLive: TimeToLiveOf | undefined,
): timeToLive is Exclude<TimeToLiveOf, TimeToLive> {
  if (typeof timeToLive !== 'object' || timeToLive === null) return false;
  return Object.keys(timeToLive).every((field) => field === 'left' || field === 'right');
}

function pair(left: unknown, right: unknown): unknown {
  return { left, right };
}
