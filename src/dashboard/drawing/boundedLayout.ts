import type { Topology } from '../../graph/index.ts';
import type { ShownGraph } from '../graphReport.ts';
import type { GraphLayout } from './graphLayout.ts';
import { layoutGraph } from './layoutGraph.ts';
import { passagesOf } from './layoutItem.ts';
import { cardSize } from './stageCard.ts';

/** What a drawing may have: it is sent to each viewer each second, and its layout is computed at one go. */
export const MOST_NODES = 300;
const MOST_PASSAGES = 4_000;

/** A layout with what it is of: stages are added until the graph runs. */
interface Known {
  readonly parts: string;
  readonly layout: GraphLayout | undefined;
}

const known = new WeakMap<ShownGraph, Known>();

/** Where the cards and edges of a graph are, computed once; undefined for one that is too large to be drawn. */
export function boundedLayout(graph: ShownGraph, topology: Topology): GraphLayout | undefined {
  const { nodes, edges } = topology;
  const parts = JSON.stringify([nodes.map(({ name, kind }) => [name, kind]), edges]);
  const before = known.get(graph);
  if (before?.parts === parts) return before.layout;
  const sized = nodes.map((node) => ({ name: node.name, ...cardSize(node.kind) }));
  const isSmall =
    nodes.length <= MOST_NODES && edges.length + passagesOf(sized, edges) <= MOST_PASSAGES;
  const layout = isSmall ? layoutGraph(sized, edges) : undefined;
  known.set(graph, { parts, layout });
  return layout;
}
