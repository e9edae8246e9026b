import { Subject } from 'rxjs';
import {
  copySnapshot,
  count,
  eventTime,
  fixedWindow,
  makeRows,
  RowSource,
  SnapshotCollector,
  SnapshotReader,
  values,
} from '../../../operators/index.ts';
import type { Control, Pane, Rows, Snapshot, StreamOperator } from '../../../operators/index.ts';
import { union } from '../../../operators/kernel/index.ts';
import { createGraph, enterStage } from '../../../src/graph/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('enterStage');

const clock = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });

function per10(): StreamOperator<number, Pane<undefined, { n: number }>> {
  return fixedWindow({ size: 10, late: 'drop', aggregate: { n: count() } });
}

function controlled(runs: Subject<Rows<number>>): { graph: Graph; panes: unknown[] } {
  const graph = createGraph('saved');
  const source = graph.source('numbers', new RowSource(runs).pipe(clock));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10()));
  const same = graph.stage('again', source, (input) => input.pipe(per10()));
  const both = graph.stage('both', [counts, same], (a, b) => union([a, b]));
  const panes: unknown[] = [];
  both.stream.pipe(values()).subscribe({
    next: ({ window, value }) => panes.push([window.start, value.n]),
    error: () => undefined,
  });
  return { graph, panes };
}

const toSource = <C extends Control>(control: C): C => enterStage(control, 'numbers');

function saved(): Snapshot {
  const runs = new Subject<Rows<number>>();
  const { graph } = controlled(runs);
  graph.run();
  const collector = new SnapshotCollector();
  runs.next(makeRows({ values: [1, 2], control: toSource({ kind: 'barrier', id: 1, collector }) }));
  return copySnapshot(collector.snapshot);
}

test('a barrier collects the state of each operator under stage/operator', () => {
  const paths = ['again/fixedWindow', 'both/union', 'counts/fixedWindow', 'numbers/eventTime'];
  assert.equal(Object.keys(saved()).toSorted(), paths);
});

test('a barrier that leaves a stage gives its own collector to who subscribes', () => {
  const runs = new Subject<Rows<number>>();
  const graph = createGraph('saved');
  const source = graph.source('numbers', new RowSource(runs).pipe(clock));
  const counts = graph.stage('counts', source, (input) => input.pipe(per10()));
  const collectors: unknown[] = [];
  counts.stream.subscribe(({ control }) => {
    if (control?.kind === 'barrier') collectors.push(control.collector);
  });
  graph.run();
  const collector = new SnapshotCollector();
  runs.next(makeRows({ control: toSource({ kind: 'barrier', id: 1, collector }) }));
  assert.is(collectors[0], collector);
});

test('a restored graph goes on where the snapshot was taken', () => {
  const runs = new Subject<Rows<number>>();
  const { graph, panes } = controlled(runs);
  graph.run();
  const state = new SnapshotReader(saved());
  runs.next(makeRows({ control: toSource({ kind: 'restore', state }) }));
  runs.next(makeRows({ values: [3, 11] }));
  assert.equal(panes, [
    [0, 3],
    [0, 3],
  ]);
});

test('a restore without the state of a stage names its path', async () => {
  const runs = new Subject<Rows<number>>();
  const { graph } = controlled(runs);
  const run = graph.run();
  const { 'again/fixedWindow': _gone, ...rest } = saved();
  runs.next(makeRows({ control: toSource({ kind: 'restore', state: new SnapshotReader(rest) }) }));
  await assert.rejectsCode(run.finished, 'MILLRACE_SNAPSHOT_MISSING', "'again/fixedWindow'");
});

test.run();
