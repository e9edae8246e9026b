import type { Observable } from 'rxjs';
import { connect, describeOperator, OperatorStream } from '../kernel/index.ts';
import type { Chunk, StreamOperator } from '../kernel/index.ts';
import { AsyncRunner } from './asyncRunner.ts';
import type { AsyncSettings } from './asyncSettings.ts';
import type { AsyncWork, Together } from './asyncWork.ts';

/**
 * Turns asynchronous work into an operator on streams.
 *
 * @param create makes the work, once for each subscription
 */
export function asyncStage<T, R>(
  settings: AsyncSettings<T>,
  create: (together: Together) => AsyncWork<T, R>,
): StreamOperator<T, R> {
  return (source) => {
    const running = new Set<AsyncRunner<T, R>>();
    const sum = (read: (runner: AsyncRunner<T, R>) => number): number =>
      [...running].reduce((total, runner) => total + read(runner), 0);
    const info = describeOperator({
      kind: settings.owner,
      inputs: [source as Observable<unknown>],
      stateSize: () => sum(({ held, size }) => held + size),
      held: () => sum(({ held }) => held),
      drain: () => sum((runner) => runner.drain()),
    });
    return new OperatorStream<R>(info, (destination) => {
      const runner = new AsyncRunner<T, R>(settings, create, info, destination);
      running.add(runner);
      destination.add(() => {
        running.delete(runner);
        runner.stop();
      });
      connect<Chunk<T>, Chunk<R>>(source, destination, {
        next: (chunk) => runner.next(chunk),
        error: (error) => runner.fail(error),
        complete: () => runner.complete(),
      });
    });
  };
}
