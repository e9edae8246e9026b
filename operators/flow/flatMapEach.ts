import { addStep, checkFunction } from '../kernel/index.ts';
import type { Milliseconds, Step, StreamOperator } from '../kernel/index.ts';

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
 * - errors: `MILLRACE_CALLBACK` when `expand` or its iterable throws, after the results before;
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
): StreamOperator<T, R> {
  checkFunction('flatMapEach', 'expand', expand);
  const step: Step = {
    kind: 'flatMapEach',
    oneToOne: false,
    connect: (next) => (value, timestamp) => {
      for (const result of expand(value as T, timestamp)) next(result, timestamp);
    },
  };
  return (source) => addStep(source, step);
}
