import type { Explanation } from '../../graph/index.ts';
import { countText } from '../../runtime/index.ts';
import { escapeText } from '../escapeText.ts';
import type { GraphReport } from '../graphReport.ts';
import type { GraphLayout, PlacedEdge, PlacedNode } from './graphLayout.ts';
import { stageCard } from './stageCard.ts';
import type { ShownStage } from './stageFigures.ts';

/** Around the drawing, for the lines of its frames. */
const MARGIN = 2;

/** A graph as a picture: a card for each node of its topology, from its sources on the left to its ends. */
export function drawGraph(
  { topology, stats }: GraphReport,
  explained: Explanation,
  layout: GraphLayout,
): string {
  const statsOf = new Map(stats.map((one) => [one.name, one]));
  const explainedOf = new Map(explained.stages.map((one) => [one.name, one]));
  const stages = topology.nodes.map((node): ShownStage => {
    return { node, stats: statsOf.get(node.name), explained: explainedOf.get(node.name) };
  });
  const ports = new Set(topology.nodes.flatMap(({ name, kind }) => (kind === 'port' ? name : [])));
  const edges = layout.edges.map((edge) => edgePath(edge, ports.has(edge.to)));
  const cards = stages.map((stage, i) => stageCard(stage, layout.nodes[i] as PlacedNode));
  const [width, height] = [layout.width + 2 * MARGIN, layout.height + 2 * MARGIN];
  const label = `${escapeText(topology.name)}: ${countText(stages.length, 'node')}, ${countText(edges.length, 'edge')}`;
  return `<svg class="drawing" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${[...edges, ...cards].join('\n')}
</svg>`;
}

/** An edge: straight within the columns, bent between them. */
function edgePath({ points }: PlacedEdge, isPort: boolean): string {
  const parts = points.map(({ x, y }, index) => {
    const before = points[index - 1];
    if (before === undefined) return `M${x} ${y}`;
    if (before.y === y) return `H${x}`;
    const middle = (before.x + x) / 2;
    return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
  });
  return `<path class="edge${isPort ? ' aside' : ''}" d="${parts.join('')}" marker-end="url(#arrow)"/>`;
}
