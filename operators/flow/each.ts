import type { Observable, OperatorFunction } from 'rxjs';
import {
  checkConfig,
  checkFunction,
  connect,
  describeOperator,
  OperatorStream,
} from '../kernel/index.ts';
import type { Chunk, StreamOperator } from '../kernel/index.ts';
import { EachRunner } from './eachRunner.ts';

/** What is known of the operators given to `each`. */
export interface EachConfig {
  /**
   * Whether the operators keep nothing from one value to the next (default: false). What they keep
   * cannot be saved, so a barrier is an error unless they are marked stateless.
   */
  readonly stateless?: boolean;
}

/**
 * Runs ordinary synchronous RxJS operators inside a stream, such as `scan`, `pairwise` or
 * `distinctUntilChanged`. Each result bears the timestamp of the value that was in work when it came.
 *
 *     in    1---2---3---|        each(scan((sum, value) => sum + value))
 *     out   1---3---6---|
 *
 * - emits: what the operators emit, in the chunk of the value that caused it. What they emit at the
 *   end of the source (`reduce`, `toArray`) comes with the largest timestamp there was (0 when there
 *   was none), before the last watermark (Infinity), which therefore waits for the end of the source
 * - state: that of the operators; it is not saved in snapshots
 * - completes: when the operators complete; those that complete early (`take`) end the stream, with
 *   the watermark Infinity
 * - errors: `MILLRACE_EMISSION_OUTSIDE_CALL` when an operator emits outside of the call with a value,
 *   as `delay` and `startWith` do; `MILLRACE_STATE_NOT_SAVABLE` when a barrier comes and they are not
 *   marked stateless; `MILLRACE_CALLBACK` when one of them fails, after the results before
 * - late events: pass like all others
 *
 * `map` and `filter` are faster as `mapEach` and `filterEach`.
 *
 * @example
 * ```ts
 * import { each, eventTime, fromArray, values } from 'millrace';
 * import { pairwise } from 'rxjs';
 *
 * fromArray([{ at: 1 }, { at: 4 }, { at: 9 }])
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
 *     each(pairwise()),
 *     values(),
 *   )
 *   .subscribe(([a, b]) => console.log(b.at - a.at)); // 3, 5
 * ```
 */
export function each<T, R>(
  operator: OperatorFunction<T, R>,
  config?: EachConfig,
): StreamOperator<T, R>;
export function each<T, A, R>(
  first: OperatorFunction<T, A>,
  second: OperatorFunction<A, R>,
  config?: EachConfig,
): StreamOperator<T, R>;
export function each<T, A, B, R>(
  first: OperatorFunction<T, A>,
  second: OperatorFunction<A, B>,
  third: OperatorFunction<B, R>,
  config?: EachConfig,
): StreamOperator<T, R>;
export function each(
  ...given: readonly (OperatorFunction<unknown, unknown> | EachConfig | undefined)[]
): StreamOperator<unknown, unknown> {
  const last = given.at(-1);
  const config = typeof last === 'function' ? {} : (last ?? {});
  const operators = given.filter(
    (one, index) => typeof one === 'function' || index < given.length - 1,
  );
  checkConfig('each', config);
  if (operators.length === 0) checkFunction('each', 'operator', last);
  for (const operator of operators) checkFunction('each', 'operator', operator);
  const whole = (values: Observable<unknown>): Observable<unknown> =>
    (operators as OperatorFunction<unknown, unknown>[]).reduce(
      (before, next) => next(before),
      values,
    );
  return (source) =>
    runEach(source as Observable<Chunk<unknown>>, whole, config.stateless ?? false);
}

function runEach(
  source: Observable<Chunk<unknown>>,
  operator: OperatorFunction<unknown, unknown>,
  stateless: boolean,
): OperatorStream<unknown> {
  const info = describeOperator({ kind: 'each', inputs: [source], savable: stateless });
  return new OperatorStream<unknown>(info, (destination) => {
    const runner = new EachRunner(operator, info, destination);
    if (destination.closed) return;
    connect<Chunk<unknown>, Chunk<unknown>>(source, destination, {
      next: (chunk) => runner.next(chunk),
      complete: () => runner.complete(),
    });
  });
}
