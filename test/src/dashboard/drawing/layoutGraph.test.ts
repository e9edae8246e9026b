import type {
  GraphLayout,
  LayoutEdge,
  LayoutNode,
  PlacedNode,
} from '../../../../src/dashboard/drawing/graphLayout.ts';
import { layoutGraph } from '../../../../src/dashboard/drawing/layoutGraph.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('layoutGraph');

/** Nodes `a`, `b`, … by their letters, of different sizes. */
function nodesOf(letters: string): LayoutNode[] {
  return letters.split('').map((name, index) => ({
    name,
    width: 100 + (index % 3) * 40,
    height: 40 + (index % 2) * 30,
  }));
}

/** Edges as words: `ab` leads from `a` to `b`. */
function edgesOf(words: string): LayoutEdge[] {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map(([from = '', to = '']) => ({ from, to }));
}

/** Thirty stages: six sources, and of the others each behind up to three, near and far. */
function thirty(): [LayoutNode[], LayoutEdge[]] {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCD'.split('');
  const edges = letters.flatMap((to, index) =>
    index < 6
      ? []
      : [1 + (index % 4), 2 + ((index * 7) % 5), 6]
          .slice(0, 1 + (index % 3))
          .map((back) => ({ from: letters[index - back] ?? 'a', to })),
  );
  return [nodesOf(letters.join('')), edges];
}

const graphs: readonly (readonly [name: string, LayoutNode[], LayoutEdge[]])[] = [
  ['nothing', [], []],
  ['one source', nodesOf('a'), []],
  ['a chain', nodesOf('abcd'), edgesOf('ab bc cd')],
  ['several outputs', nodesOf('abcde'), edgesOf('ab ac ad ae')],
  ['several inputs', nodesOf('abcd'), edgesOf('ad bd cd')],
  ['the same input twice', nodesOf('ab'), edgesOf('ab ab')],
  ['a way past two columns', nodesOf('abcd'), edgesOf('ab bc cd ad')],
  ['two graphs beside each other', nodesOf('abcd'), edgesOf('ab cd')],
  ['a diamond with side outputs', nodesOf('abcdefg'), edgesOf('ab ac bd cd be cf dg')],
  ['crossed inputs', nodesOf('abcdef'), edgesOf('af be cd ae')],
  ['thirty stages', ...thirty()],
];

function overlap(a: PlacedNode, b: PlacedNode): boolean {
  const beside = a.x + a.width <= b.x || b.x + b.width <= a.x;
  const above = a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !beside && !above;
}

/** Nodes that the straight parts of an edge within the columns go through, its ends aside. */
function crossed({ nodes }: GraphLayout, edge: GraphLayout['edges'][number]): string[] {
  const others = nodes.filter(({ name }) => name !== edge.from && name !== edge.to);
  const touches = ({ x, y, width, height }: PlacedNode): boolean =>
    edge.points.some((point, index) => {
      const next = edge.points[index + 1] ?? point;
      const [low, high] = [Math.min(point.y, next.y), Math.max(point.y, next.y)];
      return point.x < x + width && next.x > x && low < y + height && high > y;
    });
  return others.filter(touches).map(({ name }) => name);
}

for (const [name, nodes, edges] of graphs) {
  test(`${name}: places each node once, within the drawing, and none over another`, () => {
    const layout = layoutGraph(nodes, edges);
    assert.equal(
      layout.nodes.map((node) => [node.name, node.width, node.height]),
      nodes.map((node) => [node.name, node.width, node.height]),
    );
    for (const [index, node] of layout.nodes.entries()) {
      assert.ok(node.x >= 0 && node.y >= 0, node.name);
      assert.ok(node.x + node.width <= layout.width, node.name);
      assert.ok(node.y + node.height <= layout.height, node.name);
      for (const other of layout.nodes.slice(index + 1)) {
        assert.ok(!overlap(node, other), `${node.name} and ${other.name}`);
      }
    }
  });

  test(`${name}: leads each edge from left to right, from side to side, past all other nodes`, () => {
    const layout = layoutGraph(nodes, edges);
    const placed = new Map(layout.nodes.map((node) => [node.name, node]));
    assert.equal(
      layout.edges.map(({ from, to }) => ({ from, to })),
      edges,
    );
    for (const edge of layout.edges) {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      const [first, last] = [edge.points[0], edge.points.at(-1)];
      assert.is(first?.x, (from?.x ?? 0) + (from?.width ?? 0));
      assert.is(last?.x, to?.x);
      assert.ok((last?.y ?? 0) > (to?.y ?? 0), 'it ends within the left side');
      assert.ok((last?.y ?? 0) < (to?.y ?? 0) + (to?.height ?? 0), 'it ends within the left side');
      for (const [index, { x }] of edge.points.entries()) {
        assert.ok(x <= (edge.points[index + 1]?.x ?? x), `${edge.from}${edge.to} never goes back`);
      }
      assert.equal(crossed(layout, edge), [], `${edge.from}${edge.to}`);
    }
  });

  test(`${name}: is placed in the same way each time, and leaves what it was given as it was`, () => {
    const before = structuredClone({ nodes, edges });
    assert.equal(layoutGraph(nodes, edges), layoutGraph(nodes, edges));
    assert.equal({ nodes, edges }, before);
  });
}

test('spreads the inputs of a node, in the order in which they stand', () => {
  const { nodes, edges } = layoutGraph(nodesOf('abcd'), edgesOf('ad bd cd'));
  const starts = edges.map(({ points }) => points[0]?.y ?? 0);
  const ends = edges.map(({ points }) => points.at(-1)?.y ?? 0);
  assert.equal(
    starts.toSorted((a, b) => a - b),
    starts,
  );
  assert.ok((ends[0] ?? 0) < (ends[1] ?? 0) && (ends[1] ?? 0) < (ends[2] ?? 0), ends.join());
  const last = nodes[3] as PlacedNode;
  assert.is(ends[1], last.y + last.height / 2);
});

test('leads an input that is given twice to two places', () => {
  const { edges } = layoutGraph(nodesOf('abc'), edgesOf('ab ab ac bc ac'));
  const ends = edges.map(({ to, points }) => `${to} ${points.at(-1)?.y}`);
  assert.is(new Set(ends).size, edges.length, ends.join());
});

test('uncrosses what can be drawn without crossings', () => {
  const { edges } = layoutGraph(nodesOf('abcdef'), edgesOf('af be cd'));
  for (const { from, to, points } of edges) {
    assert.is(points[0]?.y, points.at(-1)?.y, `${from}${to} is level`);
  }
});

test('leaves out an edge that leads back, and one to nowhere', () => {
  const { edges, nodes } = layoutGraph(nodesOf('ab'), edgesOf('ab ba aa ax xb'));
  assert.equal(
    edges.map(({ from, to }) => `${from}${to}`),
    ['ab'],
  );
  assert.is(nodes.length, 2);
});

test.run();
