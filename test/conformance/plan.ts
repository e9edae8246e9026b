import type { SchedulerLike } from 'rxjs';
import type { LateTo, Stream } from 'millrace';
import type { Row, VectorEvent } from './vector.ts';

/** An event on its way, with the step that brought it: two of a vector's events may be equal. */
export interface FedEvent extends VectorEvent {
  readonly seq: number;
}

/** What the operators of a plan are built with. */
export interface Parts {
  /** The only input, or the left one. */
  readonly left: Stream<FedEvent>;
  readonly right: Stream<FedEvent>;
  readonly scheduler: SchedulerLike;
  /** An output of its own for an operator's late events. */
  late<T>(): LateTo<T>;
}

/** How a vector is run: which operators, and how their results become rows. */
export interface Plan {
  readonly inputs: 1 | 2;
  build(parts: Parts): Stream<unknown>;
  rowsOf(result: unknown, timestamp: number): readonly Row[];
}

/** A plan with results of one type. */
export function makePlan<R>(plan: {
  readonly inputs: 1 | 2;
  build(parts: Parts): Stream<R>;
  rowsOf(result: R, timestamp: number): readonly Row[];
}): Plan {
  return {
    inputs: plan.inputs,
    build: (parts) => plan.build(parts),
    rowsOf: (result, timestamp) => plan.rowsOf(result as R, timestamp),
  };
}
