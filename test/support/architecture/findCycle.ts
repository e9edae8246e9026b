/** For each node, the nodes that it points to. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The nodes of one cycle, the first one again at its end, or undefined when there is none. */
export function findCycle(edges: Edges): readonly string[] | undefined {
  const done = new Set<string>();
  for (const node of edges.keys()) {
    const cycle = cycleFrom(node, edges, [], done);
    if (cycle) return cycle;
  }
  return undefined;
}

function cycleFrom(
  node: string,
  edges: Edges,
  trail: readonly string[],
  done: Set<string>,
): readonly string[] | undefined {
  const seen = trail.indexOf(node);
  if (seen >= 0) return [...trail.slice(seen), node];
  if (done.has(node)) return undefined;
  for (const next of edges.get(node) ?? []) {
    const cycle = cycleFrom(next, edges, [...trail, node], done);
    if (cycle) return cycle;
  }
  done.add(node);
  return undefined;
}
