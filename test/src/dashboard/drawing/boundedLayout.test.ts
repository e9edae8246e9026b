import { NEVER } from 'rxjs';
import { processingTime } from '../../../../operators/index.ts';
import { boundedLayout } from '../../../../src/dashboard/drawing/boundedLayout.ts';
import { graphPage } from '../../../../src/dashboard/graphPage.ts';
import type { ShownGraph } from '../../../../src/dashboard/index.ts';
import { createGraph } from '../../../../src/graph/index.ts';
import type { Topology, TopologyEdge } from '../../../../src/graph/index.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const test = suite('boundedLayout');

/** A chain of stages, with more edges. */
function chain(length: number, more: readonly TopologyEdge[] = []): Topology {
  const nodes = Array.from({ length }, (_, i) => ({
    name: String(i),
    kind: 'stage' as const,
    operators: [],
  }));
  const edges = nodes.slice(1).map(({ name }, i) => ({ from: String(i), to: name }));
  return { name: 'g', nodes, edges: [...edges, ...more], warnings: [] };
}

const graph = (): ShownGraph => createGraph('g');

test('places a graph once, and anew when something is added to it', () => {
  const shown = graph();
  const first = boundedLayout(shown, chain(3));
  assert.ok(first !== undefined && first === boundedLayout(shown, chain(3)));
  const longer = boundedLayout(shown, chain(4));
  assert.is(longer?.nodes.length, 4);
  assert.is(boundedLayout(shown, chain(4, [{ from: '0', to: '3' }]))?.edges.length, 4);
  assert.equal(boundedLayout(graph(), chain(3)), first);
});

test('does not place a graph of too many nodes', () => {
  assert.is(boundedLayout(graph(), chain(300))?.nodes.length, 300);
  assert.is(boundedLayout(graph(), chain(301)), undefined);
});

test('says on the page of a graph that is too large that the tables have it', () => {
  const large = createGraph('g');
  for (let i = 0; i < 301; i += 1) large.source(`source ${i}`, NEVER.pipe(processingTime()));
  const page = graphPage(large, []);
  assert.match(
    page,
    'The graph is too large to be drawn: it has 301 nodes. Graphs of up to 300 are',
  );
  assert.ok(!page.includes('<svg'));
  assert.match(page, '<th scope="row">source 300</th>');
});

test('does not place a graph of edges that go through too many columns', () => {
  const toLast = (length: number): Topology =>
    chain(
      length,
      Array.from({ length: length - 2 }, (_, i) => ({ from: `${i}`, to: `${length - 1}` })),
    );
  assert.ok(boundedLayout(graph(), toLast(60)) !== undefined);
  assert.is(boundedLayout(graph(), toLast(500)), undefined);
});

test('does not place a graph of too many edges', () => {
  const twice = Array.from({ length: 4_000 }, () => ({ from: '0', to: '1' }));
  assert.is(boundedLayout(graph(), chain(2, twice)), undefined);
});

test.run();
