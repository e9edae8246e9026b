import { checkConfig, checkFunction, SideOutput } from '../kernel/index.ts';
import type { Milliseconds, Step, StreamOperator } from '../kernel/index.ts';
import { eachStep } from './eachStep.ts';
import type { EachStepConfig } from './eachStep.ts';

/**
 * Turns each value into none, one or many, which all bear its timestamp. The function gives a
 * synchronous iterable, such as an array or what a generator function returns.
 *
 *     in    a-----b--c---|        expand: (value) => two of it
 *     out   (aa)--(bb)(cc)-|
 *
 * - emits: what the iterables give, in order, in the same chunk
 * - state: none
 * - completes: when the source completes
 * - errors: `MILLRACE_CALLBACK` when `expand` or its iterable throws, after the results before, unless
 *   `onError` is a side output for such values: then none of the value's results comes;
 *   `MILLRACE_ARGUMENT_TYPE` at call time
 * - late events: pass like all others
 *
 * An endless iterable never gives the turn back: bound it inside the function.
 *
 * @example
 * ```ts
 * import { eventTime, flatMapEach, fromArray, values } from 'millrace';
 *
 * fromArray([{ at: 1, words: 'to be' }])
 *   .pipe(
 *     eventTime({ timestamp: (line) => line.at, outOfOrderness: 0 }),
 *     flatMapEach((line) => line.words.split(' ')),
 *     values(),
 *   )
 *   .subscribe(console.log); // to, be
 * ```
 */
export function flatMapEach<T, R>(
  expand: (value: T, timestamp: Milliseconds) => Iterable<R>,
  config: EachStepConfig<NoInfer<T>> = {},
): StreamOperator<T, R> {
  checkFunction('flatMapEach', 'expand', expand);
  checkConfig('flatMapEach', config);
  // A value that fails gives no part of its results.
  const whole = config.onError instanceof SideOutput;
  const step: Step = {
    kind: 'flatMapEach',
    connect: (next) => (value, timestamp) => {
      const results = expand(value as T, timestamp);
      for (const result of whole ? [...results] : results) next(result, timestamp);
    },
  };
  return eachStep<T, R>(step, config);
}
