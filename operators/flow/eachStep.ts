import type { Observable } from 'rxjs';
import {
  addStep,
  checkConfig,
  connect,
  describeOperator,
  OperatorStream,
} from '../kernel/index.ts';
import type { Chunk, Step, StreamOperator } from '../kernel/index.ts';
import { checkOnError } from './onError.ts';
import type { OnError } from './onError.ts';
import { StepRunner } from './stepRunner.ts';

/** What a stage that takes value by value does with failures. */
export interface EachStepConfig<T> {
  /**
   * What happens to a value for which the function throws: `'fail'` (default) fails the stream, a side
   * output takes the value with the error, and the stream goes on without it. A stage with a side output
   * is not fused with its neighbours.
   */
  readonly onError?: OnError<T>;
}

/** Adds a stateless stage: fused with its neighbours, or with an output for what fails, by itself. */
export function eachStep<T, R>(step: Step, config: EachStepConfig<T>): StreamOperator<T, R> {
  checkConfig(step.kind, config);
  const onError = checkOnError<T>(step.kind, config.onError);
  if (onError === 'fail') return (source) => addStep(source, step);
  return (source) => {
    const info = describeOperator({ kind: step.kind, inputs: [source as Observable<unknown>] });
    return new OperatorStream<R>(info, (destination) => {
      const runner = new StepRunner<T, R>(step, onError, info, destination);
      connect<Chunk<T>, Chunk<R>>(source, destination, {
        next: (chunk) => runner.next(chunk),
        error: (error) => runner.fail(error),
        complete: () => runner.complete(),
      });
    });
  };
}
