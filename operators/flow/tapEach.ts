import { checkFunction } from '../kernel/index.ts';
import type { Milliseconds, Step, StreamOperator } from '../kernel/index.ts';
import { eachStep } from './eachStep.ts';
import type { EachStepConfig } from './eachStep.ts';

/**
 * Calls a function with each value and lets the value pass: for logging and counting.
 *
 *     in    a---b--c---|        see: called with a, b, c
 *     out   a---b--c---|
 *
 * - emits: each value as it came. How the calls of different stages interleave within a chunk is
 *   not promised.
 * - state: none
 * - completes: when the source completes
 * - errors: `MILLRACE_CALLBACK` when `see` throws, after the values before, unless `onError` is a side
 *   output for such values; `MILLRACE_ARGUMENT_TYPE` at call time
 * - late events: pass like all others
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, tapEach } from 'millrace';
 *
 * fromArray([{ at: 1 }, { at: 2 }])
 *   .pipe(
 *     eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
 *     tapEach((event, timestamp) => console.log(timestamp)), // 1, 2
 *   )
 *   .subscribe();
 * ```
 */
export function tapEach<T>(
  see: (value: T, timestamp: Milliseconds) => void,
  config: EachStepConfig<NoInfer<T>> = {},
): StreamOperator<T, T> {
  checkFunction('tapEach', 'see', see);
  const step: Step = {
    kind: 'tapEach',
    map: (value, timestamp) => {
      see(value as T, timestamp);
      return value;
    },
  };
  return eachStep<T, T>(step, config);
}
