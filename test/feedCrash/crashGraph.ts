import { count, eventTime, fixedWindow, rateLimit, union } from '../../operators/index.ts';
import type { Pane } from '../../operators/index.ts';
import { createGraph } from '../../src/graph/index.ts';
import type { Graph, Stage } from '../../src/graph/index.ts';
import { fromIterable } from '../../src/sources/index.ts';

export type Counts = Pane<string, { readonly n: number }>;

interface Event {
  readonly at: number;
  readonly key: string;
}

/** How long a window is, in ms. */
export const SIZE = 200;

/** A little out of order, and of 13 keys. */
export const events: readonly Event[] = Array.from({ length: 24_000 }, (_, i) => ({
  at: i - ((i * 7919) % 40),
  key: `k${(i * 31) % 13}`,
}));

/** Counts of two sources, whose order between them is another in every run. */
export function crashGraph(): { readonly graph: Graph; readonly counts: Stage<Counts> } {
  const graph = createGraph('crash');
  const half = (name: string, part: number): Stage<Event> =>
    graph.source(
      name,
      fromIterable(
        events.filter((_, i) => i % 2 === part),
        { chunkSize: 8 + part, pressure: { high: 64 } },
      ).pipe(
        eventTime({ timestamp: ({ at }) => at, outOfOrderness: 50 }),
        // Slow enough to be killed as often as planned.
        rateLimit({ rate: 6_000, burst: 32, limit: 1_024, overflow: 'error' }),
      ),
    );
  const both = graph.stage('both', [half('even', 0), half('odd', 1)], (a, b) => union([a, b]));
  const counts = graph.stage('counts', both, (input) =>
    input.pipe(
      fixedWindow({ size: SIZE, key: ({ key }) => key, late: 'error', aggregate: { n: count() } }),
    ),
  );
  return { graph, counts };
}
