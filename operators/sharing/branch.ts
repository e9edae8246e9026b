import { isObservable } from 'rxjs';
import {
  ArgumentTypeError,
  BranchPoint,
  checkFunction,
  describeOperator,
  OperatorStream,
  show,
} from '../kernel/index.ts';
import type { Stream, StreamOperator } from '../kernel/index.ts';

/**
 * Branches one stream into several that come together again, by a join or a union: the source is
 * subscribed to once, when all branches have subscribed, and each gets the same chunks.
 *
 * ```text
 * in       --a---1---b---2--|     make: (all) => numbers of all joined with letters of all
 * letters  --a-------b------|
 * numbers  ------1-------2--|
 * out      ----(a,1)---(b,2)|
 * ```
 *
 * RxJS `connect` does that for any Observable. This knows streams: the operators before the branches
 * are found from behind them (counters, `explain`, names of state), what a subscriber feeds back into
 * the source waits for the chunk in work, and a source stops when its results are wanted no more.
 *
 * - emits: what the stream does that `make` returns. It is called once, when the pipe is put together
 * - state: none
 * - completes: when that stream does; at the end of the source its branches complete, in the order in
 *   which they subscribed
 * - errors: those of the stream; those of the source go to each branch, or where none is left, to the
 *   subscriber. `MILLRACE_BRANCH_TOO_LATE` for a branch that subscribes after all of them should have,
 *   `MILLRACE_NOT_A_STREAM`; `MILLRACE_ARGUMENT_TYPE` at call time or when `make` returns no stream
 * - late events: pass like all others. Give a join or union behind it `lateBy: 'input'`, where what is late
 *   is not to depend on where chunks end
 *
 * @example
 * ```ts
 * import { branch, eventTime, filterEach, fromArray, intervalJoin, values } from 'millrace';
 *
 * const events = [
 *   { at: 1_000, kind: 'order', id: 'a' },
 *   { at: 3_000, kind: 'payment', id: 'a' },
 * ];
 *
 * fromArray(events)
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
 *     branch((all) =>
 *       all.pipe(
 *         filterEach(({ kind }) => kind === 'order'),
 *         intervalJoin(all.pipe(filterEach(({ kind }) => kind === 'payment')), {
 *           leftKey: ({ id }) => id,
 *           rightKey: ({ id }) => id,
 *           lower: 0,
 *           upper: '1m',
 *           late: 'drop',
 *           lateBy: 'input',
 *         }),
 *       ),
 *     ),
 *     values(),
 *   )
 *   .subscribe(({ left, right }) => console.log(left.id, right.at - left.at)); // a 2000
 * ```
 */
export function branch<T, R>(make: (shared: Stream<T>) => Stream<R>): StreamOperator<T, R> {
  checkFunction('branch', 'make', make);
  return (source) => {
    const point = new BranchPoint(source);
    const result = make(point);
    if (!isObservable(result))
      throw new ArgumentTypeError(
        'branch',
        'make',
        'a function that returns a stream',
        show(result),
      );
    // Known as the operator that it ends with; behind one of RxJS only the source is known.
    const info =
      result instanceof OperatorStream
        ? result.info
        : describeOperator({ kind: 'branch', inputs: [source] });
    return new OperatorStream<R>(info, (destination) => point.run(result, destination));
  };
}
