import type { SchedulerLike } from 'rxjs';
import { ArgumentTypeError, show, statefulOperator, UnionArm, unionOf } from '../kernel/index.ts';
import type { Lateness, LatePolicy, Logic, LogicContext } from '../kernel/index.ts';
import type { Stream, StreamOperator } from '../kernel/index.ts';
import type { Sided } from './side.ts';
import { sidedForm } from './sidedForm.ts';

/** How the logic of a join becomes an operator. */
export interface JoinSpec<L, R, Result> {
  readonly kind: string;
  readonly name: string | undefined;
  /** The config that its saved rows depend on. */
  readonly shape: string;
  readonly late: LatePolicy<Sided<L, R>>;
  /** How it judges them (default: each row that is behind the watermark is late). */
  readonly lateness?: Lateness;
  /** Whose clock its processing time is (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike | undefined;
  /** The chunks that its logic gets are of `SidedChunk`. */
  create(context: LogicContext<Sided<L, R>, Result>): Logic<L | R>;
}

const STRICT: Lateness = { allowed: 0, corrects: 0, adjustable: false };

/**
 * Turns a join's logic into an operator on the left stream: one logic object over the union of both,
 * which combines the watermarks and aligns the barriers. The right side is subscribed to first, so
 * that a table is there before the events that look things up in it.
 */
export function joinOperator<L, R, Result>(
  right: Stream<R>,
  { kind, name = kind, shape, late, lateness = STRICT, scheduler, create }: JoinSpec<L, R, Result>,
): StreamOperator<L, Result> {
  if (typeof right !== 'object' || right === null || !('subscribe' in right)) {
    throw new ArgumentTypeError(kind, 'right', 'a stream', show(right));
  }
  // A logic takes values by the chunk of a side, and gives its late events each with its side.
  const policy = late as LatePolicy<unknown> as LatePolicy<L | R>;
  return (left) => {
    const sides = [
      new UnionArm<L | R>('right side', right),
      new UnionArm<L | R>('left side', left),
    ];
    const source = unionOf(sides, `${name}.inputs`, sidedForm);
    return statefulOperator<L | R, Result>(source, {
      kind,
      name,
      shape,
      late: policy,
      lateness,
      scheduler,
      create: (context) => create(context as LogicContext<unknown, Result>),
    });
  };
}
