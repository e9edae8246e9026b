import { eventTime } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { GraphRun } from '../../../src/graph/index.ts';
import type { Sink } from '../../../src/sinks/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { suite } from '../../support/suite.ts';

const test = suite('calls of a sink by a graph');

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A sink whose calls take some turns, and that tells where each begins and ends. */
function tellingSink(
  told: string[],
  onCall: (name: string) => void = () => undefined,
): Sink<number> {
  const call = async (name: string): Promise<void> => {
    told.push(`(${name}`);
    onCall(name);
    for (let i = 0; i < 5; i += 1) await turn();
    told.push(`${name})`);
  };
  return {
    kind: 'telling',
    open: () => call('open'),
    write: () => call('write'),
    prepare: () => call('prepare'),
    commit: () => call('commit'),
    close: () => call('close'),
  };
}

function runInto(sink: Sink<number>): GraphRun {
  const graph = createGraph('calls');
  const numbers = graph.source(
    'numbers',
    fromIterable([1, 2, 3]).pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 })),
  );
  graph.sink('out', numbers, sink);
  const store = memoryStore();
  const list = async (): Promise<readonly string[]> => {
    await turn();
    await turn();
    return store.list();
  };
  return graph.run({ checkpoints: { store: { ...store, list } } });
}

/** Every call ends before the next begins. */
function oneByOne(told: readonly string[]): void {
  for (let i = 0; i < told.length; i += 2) {
    assert.is(told[i], `(${told[i + 1]?.slice(0, -1)}`, told.join(' '));
  }
}

test('a graph that is drained while its sink opens uses it when it is open', async () => {
  const told: string[] = [];
  const run = runInto(tellingSink(told));
  await turn();
  await run.drain();
  assert.is(told[0], '(open');
  oneByOne(told);
  assert.is(told.at(-1), 'close)');
});

test('a graph that is stopped during a commit closes its sink when the commit has ended', async () => {
  const told: string[] = [];
  const run: GraphRun = runInto(
    tellingSink(told, (name) => {
      if (name === 'commit') run.stop();
    }),
  );
  await run.finished;
  oneByOne(told);
  assert.equal(told.slice(-4), ['(commit', 'commit)', '(close', 'close)']);
});

test.run();
