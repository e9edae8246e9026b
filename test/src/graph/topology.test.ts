import { filterEach, mapEach } from '../../../operators/flow/index.ts';
import {
  branch,
  count,
  eventTime,
  fixedWindow,
  fromArray,
  lateTo,
  SideOutput,
} from '../../../operators/index.ts';
import type { Late, Stream } from '../../../operators/index.ts';
import { union } from '../../../operators/kernel/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('topology');

const numbers = (...list: readonly number[]): Stream<number> =>
  fromArray(list).pipe(eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 }));

test('describes itself: nodes in their order, operators in the direction of flow, edges', () => {
  const graph = visits();
  assert.equal(graph.topology(), {
    name: 'visits "of" <all>',
    nodes: [
      { name: 'pages', kind: 'source', operators: ['eventTime', 'mapEach'] },
      { name: 'others', kind: 'source', operators: ['eventTime'] },
      { name: 'counts', kind: 'stage', operators: ['filterEach', 'fixedWindow'] },
      { name: 'counts.late', kind: 'port', operators: [] },
      { name: 'both', kind: 'stage', operators: ['union'] },
    ],
    edges: [
      { from: 'pages', to: 'counts' },
      { from: 'counts', to: 'counts.late' },
      { from: 'pages', to: 'both' },
      { from: 'others', to: 'both' },
    ],
    warnings: [],
  });
});

test('shows where a stage or a source branches, in front of its branches', () => {
  const graph = createGraph('branches');
  const joined = (all: Stream<number>): Stream<number> =>
    union([all.pipe(filterEach((at) => at > 1)), all.pipe(mapEach((at) => at + 1))]);
  const source = graph.source('pages', numbers(1, 2).pipe(branch(joined)));
  graph.stage('twice', source, (input) =>
    input.pipe(
      mapEach((at) => at),
      branch(joined),
    ),
  );
  const behind = ['branch', 'filterEach', 'mapEach', 'union'];
  assert.equal(
    graph.topology().nodes.map(({ operators }) => operators),
    [
      ['eventTime', ...behind],
      ['mapEach', ...behind],
    ],
  );
});

test('draws itself as a Mermaid flow chart', () => {
  const expected = `---
title: "visits \\"of\\" <all>"
---
flowchart LR
  n0(["pages<br/>eventTime · mapEach"])
  n1(["others<br/>eventTime"])
  n2["counts<br/>filterEach · fixedWindow"]
  n3>"counts.late"]
  n4["both<br/>union"]
  n0 --> n2
  n2 -.-> n3
  n0 --> n4
  n1 --> n4
`;
  assert.is(visits().mermaid(), expected);
});

test('escapes what has a meaning in Mermaid', () => {
  const graph = createGraph('g');
  graph.source('a "b" <c>', numbers());
  assert.match(graph.mermaid(), 'n0(["a #34;b#34; #60;c#62;<br/>eventTime"])');
});

function visits(): Graph {
  const graph = createGraph('visits "of" <all>');
  const late = new SideOutput<Late<number>>();
  const pages = graph.source('pages', numbers(1, 2).pipe(mapEach((at) => at)));
  const others = graph.source('others', numbers(3));
  const counts = graph.stage('counts', pages, (input) =>
    input.pipe(
      filterEach((at) => at > 0),
      fixedWindow({ size: 10, late: lateTo(late), aggregate: { n: count() } }),
    ),
  );
  graph.port(counts, 'late', late);
  graph.stage('both', [pages, others], (a, b) => union([a, b]));
  return graph;
}

test.run();
