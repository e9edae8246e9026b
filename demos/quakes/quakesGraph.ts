import type { Observable } from 'rxjs';
import { count, eventTime, fixedWindow, lateTo, max, SideOutput } from 'millrace';
import type { Duration, Late, Pane } from 'millrace';
import { createGraph } from 'millrace/graph';
import type { Graph, Stage } from 'millrace/graph';
import type { Quake } from './quake.ts';

/** How much disorder and lateness the windows bear. */
export interface QuakesConfig {
  readonly outOfOrderness: Duration;
  readonly allowedLateness: Duration;
}

/** One hour's earthquakes all over the world. */
export interface QuakeHour {
  readonly quakes: number;
  /** The largest magnitude. */
  readonly strongest: number;
}

/** The graph of the demo, with the stages that are looked at. */
export interface QuakesGraph {
  readonly graph: Graph;
  readonly quakes: Stage<Quake>;
  readonly hours: Stage<Pane<undefined, QuakeHour>>;
  readonly late: Stage<Late<Quake>>;
}

/** Earthquakes in, hourly windows over them, and the late ones to an output of their own. */
export function quakesGraph(arriving: Observable<Quake>, config: QuakesConfig): QuakesGraph {
  const { outOfOrderness, allowedLateness } = config;
  const output = new SideOutput<Late<Quake>>();
  const graph = createGraph('quakes');
  const quakes = graph.source(
    'quakes',
    arriving.pipe(eventTime({ timestamp: (quake) => quake.time, outOfOrderness })),
  );
  const hours = graph.stage('hours', quakes, (input) =>
    input.pipe(
      fixedWindow({
        size: '1h',
        allowedLateness,
        late: lateTo(output),
        aggregate: { quakes: count(), strongest: max((quake) => quake.mag) },
      }),
    ),
  );
  return { graph, quakes, hours, late: graph.port(hours, 'late', output) };
}
