import type { SchedulerLike } from 'rxjs';
import { ArgumentTypeError, show, statefulOperator, union } from '../kernel/index.ts';
import type { Lateness, LatePolicy, Logic, LogicContext } from '../kernel/index.ts';
import type { Stream, StreamOperator } from '../kernel/index.ts';
import type { Sided, Tagged } from './side.ts';
import { tagSide } from './tagSide.ts';

/** How the logic of a join becomes an operator. */
export interface JoinSpec<L, R, Result> {
  readonly kind: string;
  readonly name: string | undefined;
  readonly late: LatePolicy<Sided<L, R>>;
  /** How it judges them (default: each row that is behind the watermark is late). */
  readonly lateness?: Lateness;
  /** Whose clock its processing time is (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike | undefined;
  create(context: LogicContext<Tagged<L, R>, Result>): Logic<Tagged<L, R>>;
}

const STRICT: Lateness = { allowed: 0, corrects: 0, adjustable: false };

/**
 * Turns a join's logic into an operator on the left stream: one logic object over the union of both,
 * which combines the watermarks and aligns the barriers. The right side is subscribed to first, so
 * that a table is there before the events that look things up in it.
 */
export function joinOperator<L, R, Result>(
  right: Stream<R>,
  { kind, name = kind, late, lateness = STRICT, scheduler, create }: JoinSpec<L, R, Result>,
): StreamOperator<L, Result> {
  if (typeof right !== 'object' || right === null || !('subscribe' in right)) {
    throw new ArgumentTypeError(kind, 'right', 'a stream', show(right));
  }
  // A logic gives its late events without the tag.
  const policy = late as LatePolicy<unknown> as LatePolicy<Tagged<L, R>>;
  return (left) => {
    const sides = [tagSide<L, R>(right, 'right'), tagSide<L, R>(left, 'left')] as const;
    const source = union(sides, { name: `${name}.inputs` });
    return statefulOperator<Tagged<L, R>, Result>(source, {
      kind,
      name,
      late: policy,
      lateness,
      scheduler,
      create,
    });
  };
}
