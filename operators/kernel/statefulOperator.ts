import { asyncScheduler } from 'rxjs';
import type { Observable, Subscriber } from 'rxjs';
import type { Chunk, Stream } from './chunk.ts';
import { LogicRunner } from './logicRunner.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import type { StatefulSpec } from './statefulSpec.ts';

/**
 * Turns a logic object into an operator on streams: it walks the watermark and the recorded clock by
 * position, keeps the scheduler's timer, takes and gives snapshots at barriers, sends late events
 * where they belong, and turns a throw into an error of the stream after the results before it.
 */
export function statefulOperator<T, R>(source: Stream<T>, spec: StatefulSpec<T, R>): Stream<R> {
  const running = new Map<LogicRunner<T, R>, Subscriber<Chunk<R>>>();
  const info = describeOperator({
    kind: spec.kind,
    inputs: [source as Observable<unknown>],
    stateName: spec.emptyAtBarriers === true ? undefined : (spec.name ?? spec.kind),
    shape: spec.shape,
    savable: spec.savable ?? true,
    stateSize: () => [...running.keys()].reduce((sum, { size }) => sum + size, 0),
    held: () => [...running.keys()].reduce((sum, { held }) => sum + held, 0),
    drain: () => [...running].reduce((sum, [runner, to]) => sum + runner.drain(to), 0),
    openWindows: () => firstOf(running.keys(), ({ openWindows }) => openWindows),
    waitingEntries: () => firstOf(running.keys(), ({ waitingEntries }) => waitingEntries),
    lateness: spec.lateness,
  });
  return new OperatorStream<R>(info, (destination) => {
    const scheduler = spec.scheduler ?? asyncScheduler;
    const runner = new LogicRunner(spec, info, scheduler, (chunk) => destination.next(chunk));
    running.set(runner, destination);
    connect<Chunk<T>, Chunk<R>>(source, destination, {
      next: (chunk) => runner.next(chunk, destination),
      error: (error) => runner.fail(error, destination),
      complete: () => runner.complete(destination),
      finalize: () => {
        running.delete(runner);
        runner.stop();
      },
    });
  });
}

/** What the first subscription that can tell has to say. */
function firstOf<R, A>(running: Iterable<R>, answer: (runner: R) => A | undefined): A | undefined {
  for (const runner of running) {
    const found = answer(runner);
    if (found !== undefined) return found;
  }
  return undefined;
}
