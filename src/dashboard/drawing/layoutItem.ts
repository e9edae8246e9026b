import type { LayoutEdge, LayoutNode } from './graphLayout.ts';

/** What takes a place in a column: a node, or the passage of an edge that leads farther. */
export interface LayoutItem {
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  /** Its neighbours in the column before, and in the one behind it. */
  readonly inputs: LayoutItem[];
  readonly outputs: LayoutItem[];
}

/** An edge with what it goes through, its ends included. */
export interface Chain {
  readonly edge: LayoutEdge;
  readonly items: readonly LayoutItem[];
}

/** The room that an edge takes between nodes. */
const PASSAGE = 12;

/** The items of a graph, those of its nodes first, and what each edge goes through. */
export function itemsOf(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): { readonly items: readonly LayoutItem[]; readonly chains: readonly Chain[] } {
  const places = placesOf(nodes);
  const forward = forwardEdges(places, edges);
  const layers = layersOf(nodes, forward);
  const items = nodes.map(({ name, width, height }) =>
    newItem(layers.get(name) ?? 0, width, height),
  );
  const itemOf = (name: string): LayoutItem => items[places.get(name) ?? 0] as LayoutItem;
  const chains = forward.map((edge) => ({
    edge,
    items: chainOf(itemOf(edge.from), itemOf(edge.to)),
  }));
  return { items: [...items, ...chains.flatMap((chain) => chain.items.slice(1, -1))], chains };
}

/** How many items the edges of a graph go through, without making any. */
export function passagesOf(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): number {
  const forward = forwardEdges(placesOf(nodes), edges);
  const layers = layersOf(nodes, forward);
  const layerOf = (name: string): number => layers.get(name) ?? 0;
  return forward.reduce((sum, { from, to }) => sum + layerOf(to) - layerOf(from) - 1, 0);
}

function placesOf(nodes: readonly LayoutNode[]): ReadonlyMap<string, number> {
  return new Map(nodes.map(({ name }, index) => [name, index]));
}

/** Those that lead from a node to a later one. */
function forwardEdges(
  places: ReadonlyMap<string, number>,
  edges: readonly LayoutEdge[],
): readonly LayoutEdge[] {
  return edges.filter(
    ({ from, to }) => (places.get(from) ?? Infinity) < (places.get(to) ?? -Infinity),
  );
}

/** The column of each node: one behind the last of its inputs. */
function layersOf(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): ReadonlyMap<string, number> {
  const outputs = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { from, to } of edges) outputs.get(from)?.push(to);
  const layers = new Map<string, number>();
  for (const { name } of nodes) {
    const layer = layers.get(name) ?? 0;
    layers.set(name, layer);
    for (const to of outputs.get(name) ?? []) {
      layers.set(to, Math.max(layers.get(to) ?? 0, layer + 1));
    }
  }
  return layers;
}

function chainOf(from: LayoutItem, to: LayoutItem): LayoutItem[] {
  const passages = Array.from({ length: to.layer - from.layer - 1 }, (_, index) =>
    newItem(from.layer + 1 + index, 0, PASSAGE),
  );
  const chain = [from, ...passages, to];
  for (const [index, item] of chain.entries()) {
    const next = chain[index + 1];
    if (next === undefined) break;
    item.outputs.push(next);
    next.inputs.push(item);
  }
  return chain;
}

function newItem(layer: number, width: number, height: number): LayoutItem {
  return { layer, width, height, inputs: [], outputs: [] };
}
