import { checkFunction } from '../kernel/index.ts';
import type { MapValue, Milliseconds, Step, StreamOperator } from '../kernel/index.ts';
import { eachStep } from './eachStep.ts';
import type { EachStepConfig } from './eachStep.ts';

/**
 * Turns each value into another one; its timestamp stays.
 *
 *     in    a---b--c---|        map: (value) => upper case
 *     out   A---B--C---|
 *
 * - emits: one result for each value, in the same chunk; neighbouring stateless stages are fused
 * - state: none
 * - completes: when the source completes
 * - errors: `MILLRACE_CALLBACK` when `map` throws, after the results of the values before, unless `onError`
 *   is a side output for such values; `MILLRACE_ARGUMENT_TYPE` at call time
 * - late events: pass like all others
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, mapEach, values } from 'millrace';
 *
 * fromArray([{ at: 1_000, delay: 7 }])
 *   .pipe(
 *     eventTime({ timestamp: (flight) => flight.at, outOfOrderness: 0 }),
 *     mapEach((flight, timestamp) => `${flight.delay} minutes at ${timestamp}`),
 *     values(),
 *   )
 *   .subscribe(console.log); // 7 minutes at 1000
 * ```
 */
export function mapEach<T, R>(
  map: (value: T, timestamp: Milliseconds) => R,
  config: EachStepConfig<NoInfer<T>> = {},
): StreamOperator<T, R> {
  checkFunction('mapEach', 'map', map);
  const step: Step = { kind: 'mapEach', map: map as MapValue };
  return eachStep<T, R>(step, config);
}
