import type { Observable } from 'rxjs';
import {
  count,
  eventTime,
  fixedWindow,
  lateTo,
  mapEach,
  SideOutput,
  union,
} from '../../../operators/index.ts';
import type { Late } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, Stage } from '../../../src/graph/index.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';

/** A name as an attacker would choose it. */
export const HOSTILE = '<img src=x onerror="alert(1)">&';

/** A name without a place to break it. */
export const LONG = 'counts-of-all-things-that-have-come-from-anywhere-within-a-minute';

/** A name of the widest letters. */
export const WIDE = 'WMW_AIRPORT_DEPARTURES_MONTHLY_WMWMWM';

/**
 * A graph of thirty nodes: three sources, a union of all, windows with their late events, stages of
 * several outputs and inputs near and far, and sinks.
 */
export function largeGraph(name: string, events: readonly Observable<number>[]): Graph {
  const graph = createGraph(name);
  const sources = events.map((stream, i) =>
    graph.source(
      `source ${i}`,
      stream.pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
    ),
  );
  const [a, b, c] = sources as [Stage<number>, Stage<number>, Stage<number>];
  const all = graph.stage(HOSTILE, [a, b, c], (...inputs) => union(inputs));
  const windows = ['1s', '1m', LONG].map((size) => addWindow(graph, size, all));
  const steps = sources.map((source, i) =>
    addSteps(graph, i === 2 ? WIDE : `step ${i}`, source, 4),
  );
  const [first, second, third] = steps as [Stage<number>, Stage<number>, Stage<number>];
  const joined = graph.stage('joined', [first, second, all], (...inputs) => union(inputs));
  const near = graph.stage('near', [third, joined], (...inputs) => union(inputs));
  graph.sink('numbers', near, new OnceReceiver<number>().sink());
  for (const [i, window] of windows.entries()) {
    graph.sink(`panes ${i}`, window, new OnceReceiver<unknown>().sink());
  }
  addSteps(graph, 'aside', a, 2);
  return graph;
}

/** A chain of stages; the last of them. */
function addSteps(graph: Graph, name: string, input: Stage<number>, steps: number): Stage<number> {
  let last = input;
  for (let step = 0; step < steps; step += 1) {
    last = graph.stage(`${name}.${step}`, last, (stream) => stream.pipe(mapEach((n) => n)));
  }
  return last;
}

function addWindow(graph: Graph, name: string, input: Stage<number>): Stage<unknown> {
  const late = new SideOutput<Late<number>>();
  const window = graph.stage(name, input, (stream) =>
    stream.pipe(fixedWindow({ size: '1s', late: lateTo(late), aggregate: { n: count() } })),
  );
  graph.port(window, 'late', late);
  return window;
}
