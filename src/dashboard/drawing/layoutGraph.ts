import { alignLayers } from './alignLayers.ts';
import type { GraphLayout, LayoutEdge, LayoutNode, PlacedNode, Point } from './graphLayout.ts';
import { itemsOf } from './layoutItem.ts';
import type { LayoutItem } from './layoutItem.ts';
import { orderLayers } from './orderLayers.ts';

/** Between the columns, where edges turn. */
const COLUMN_GAP = 56;

/**
 * Places the nodes of a graph in columns from left to right: each behind all its inputs, beside its
 * neighbours, and none over another one. An edge over several columns goes between the nodes of those.
 *
 * The same graph is always placed in the same way. A node comes after its inputs in the list, as in a
 * topology; an edge that leads back, or to nowhere, is left out.
 */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): GraphLayout {
  const { items, chains } = itemsOf(nodes, edges);
  const layers = orderLayers(items);
  const tops = alignLayers(layers);
  const columns = columnsOf(layers);
  const placed = items.slice(0, nodes.length).map((item, index): PlacedNode => {
    const node = nodes[index] as LayoutNode;
    return { ...node, x: columns[item.layer]?.left ?? 0, y: tops.get(item) ?? 0 };
  });
  const entries = new Entries();
  const routes = chains.map(({ edge, items: chain }) => ({
    ...edge,
    points: routeOf(chain, tops, columns, entries),
  }));
  const bottom = greatest(items.map((item) => (tops.get(item) ?? 0) + item.height));
  return { width: columns.at(-1)?.right ?? 0, height: bottom, nodes: placed, edges: routes };
}

interface Column {
  readonly left: number;
  readonly right: number;
}

function columnsOf(layers: readonly (readonly LayoutItem[])[]): Column[] {
  let left = 0;
  return layers.map((items) => {
    const right = left + greatest(items.map(({ width }) => width));
    const column = { left, right };
    left = right + COLUMN_GAP;
    return column;
  });
}

/** Of more numbers than a call may have arguments. */
function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** From node to node, straight through the columns between them. */
function routeOf(
  chain: readonly LayoutItem[],
  tops: ReadonlyMap<LayoutItem, number>,
  columns: readonly Column[],
  entries: Entries,
): Point[] {
  const middle = (item: LayoutItem): number => (tops.get(item) ?? 0) + item.height / 2;
  return chain.flatMap((item, index): Point[] => {
    const { left, right } = columns[item.layer] as Column;
    if (index === chain.length - 1) {
      const next = chain[index - 1] as LayoutItem;
      return [{ x: left, y: (tops.get(item) ?? 0) + entries.take(item, next) }];
    }
    const y = middle(item);
    const start = index === 0 ? left + item.width : left;
    return start === right
      ? [{ x: right, y }]
      : [
          { x: start, y },
          { x: right, y },
        ];
  });
}

/** Where edges enter nodes: the inputs of a node are spread in their order. */
class Entries {
  readonly #free = new Map<LayoutItem, (LayoutItem | undefined)[]>();

  /** From the top of a node; the same input given twice enters at two places. */
  take(item: LayoutItem, from: LayoutItem): number {
    const free = this.#free.get(item) ?? [...item.inputs];
    this.#free.set(item, free);
    const place = free.indexOf(from);
    free[place] = undefined;
    return (item.height * (place + 1)) / (free.length + 1);
  }
}
