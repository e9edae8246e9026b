import { departuresGraph, flightSource } from '../../../demos/departures/index.ts';
import type { DeparturesGraph } from '../../../demos/departures/departuresGraph.ts';
import type { Stream } from '../../../operators/index.ts';
import type { Stage, StageStats } from '../../../src/graph/index.ts';
import type { ReplayConfig } from '../../../src/replay/index.ts';

type PaneStage = 'airports' | 'routes' | 'busiest' | 'disruptions';
type PanesOf<S> = S extends Stage<infer P> ? readonly P[] : never;

/** What the board's stages gave, in order, and their counters. */
export type BoardRun = { readonly [S in PaneStage]: PanesOf<DeparturesGraph[S]> } & {
  readonly stats: readonly StageStats[];
};

/** Runs the board over a part of the recording; `meanwhile` may drive a clock until it ends. */
export async function runBoard(
  config: ReplayConfig,
  meanwhile: (isDone: () => boolean) => Promise<void> = async () => undefined,
): Promise<BoardRun> {
  const board = departuresGraph(flightSource(config));
  const panes = {
    airports: gather(board.airports.stream),
    routes: gather(board.routes.stream),
    busiest: gather(board.busiest.stream),
    disruptions: gather(board.disruptions.stream),
  };
  let done = false;
  const { finished } = board.graph.run();
  const ended = finished.finally(() => (done = true));
  await Promise.all([ended, meanwhile(() => done)]);
  return { ...panes, stats: board.graph.stats() };
}

function gather<P>(stream: Stream<P>): P[] {
  const panes: P[] = [];
  stream.subscribe(({ values }) => panes.push(...values));
  return panes;
}
