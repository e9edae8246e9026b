import type { SchedulerLike } from 'rxjs';
import type { Graph, Stage } from '../../src/graph/index.ts';
import type { Row } from './row.ts';
import type { SimEvent } from './simEvents.ts';

/** What a pipeline is built with. */
export interface Kit {
  readonly graph: Graph;
  readonly scheduler: SchedulerLike;
  /** One of its sources, with event time and the usual bound of disorder. */
  readonly source: (input: number, unit?: number) => Stage<SimEvent>;
  readonly sink: (name: string, stage: Stage<Row>) => void;
  /** Asks something outside of the program, which takes a while. */
  readonly call: <R>(value: R) => Promise<R>;
}

/** What has to be in a sink. */
export interface ExpectedRows {
  readonly rows: readonly Row[];
  /** Whether the rows of a key have to come in this order. */
  readonly inOrder: boolean;
}

/** A graph with state, and what has to come out of it, computed from all events at once. */
export interface Pipeline {
  readonly inputs: number;
  readonly build: (kit: Kit) => void;
  readonly expected: (
    ...inputs: readonly (readonly SimEvent[])[]
  ) => Readonly<Record<string, ExpectedRows>>;
}
