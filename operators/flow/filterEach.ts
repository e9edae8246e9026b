import { checkFunction } from '../kernel/index.ts';
import type { KeepValue, Milliseconds, Step, StreamOperator } from '../kernel/index.ts';
import { eachStep } from './eachStep.ts';
import type { EachStepConfig } from './eachStep.ts';

/**
 * Lets the values pass for which a function is true. Given a type guard, it narrows the stream's type.
 *
 *     in    1---2--3---4--|        keep: (value) => value is even
 *     out   ----2------4--|
 *
 * - emits: the values that are kept, in the same chunk; watermark and control pass always
 * - state: none
 * - completes: when the source completes
 * - errors: `MILLRACE_CALLBACK` when `keep` throws, after the values before, unless `onError` is a side
 *   output for such values; `MILLRACE_ARGUMENT_TYPE` at call time
 * - late events: pass like all others
 *
 * @example
 * ```ts
 * import { eventTime, filterEach, fromArray, values } from 'millrace';
 *
 * fromArray([{ at: 1, delay: 0 }, { at: 2, delay: 40 }])
 *   .pipe(
 *     eventTime({ timestamp: (flight) => flight.at, outOfOrderness: 0 }),
 *     filterEach((flight) => flight.delay > 15),
 *     values(),
 *   )
 *   .subscribe((flight) => console.log(flight.delay)); // 40
 * ```
 */
export function filterEach<T, S extends T>(
  keep: (value: T, timestamp: Milliseconds) => value is S,
  config?: EachStepConfig<NoInfer<T>>,
): StreamOperator<T, S>;
export function filterEach<T>(
  keep: (value: T, timestamp: Milliseconds) => boolean,
  config?: EachStepConfig<NoInfer<T>>,
): StreamOperator<T, T>;
export function filterEach<T>(
  keep: (value: T, timestamp: Milliseconds) => boolean,
  config: EachStepConfig<NoInfer<T>> = {},
): StreamOperator<T, T> {
  checkFunction('filterEach', 'keep', keep);
  const step: Step = { kind: 'filterEach', keep: keep as KeepValue };
  return eachStep<T, T>(step, config);
}
