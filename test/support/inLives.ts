import type { Graph, GraphRun } from '../../src/graph/index.ts';
import * as assert from './assert.ts';
import { memoryStore } from './memoryStore.ts';

/** Builds a graph that calls `see` for each value of its sources. */
export type BuildGraph = (see: () => void) => Graph;

/**
 * Runs a graph to its end in many lives: each is stopped some values behind its checkpoint, and some
 * before they have one.
 *
 * @param step how many values a life gives before its last checkpoint
 * @returns how many were stopped
 */
export async function inLives(build: BuildGraph, step: number): Promise<number> {
  const store = memoryStore();
  const onError = (error: unknown): void => assert.unreachable(String(error));
  for (let stopped = 0; ; stopped += 1) {
    assert.ok(stopped < 200, 'it comes to its end');
    let seen = 0;
    let last = stopped % 3 === 2 ? 1 + (step >> 2) : Infinity;
    let isStopped = false;
    const graph = build(() => {
      seen += 1;
      if (seen === step >> 1) run.checkpoint().catch(() => undefined);
      if (seen === step) run.checkpoint().then(bound, () => undefined);
      if (seen < last) return;
      isStopped = true;
      run.stop();
    });
    const bound = (): void => {
      last = seen + 1 + stopped;
    };
    const run: GraphRun = graph.run({
      checkpoints: { store, every: '1h', timeout: '20s', onError },
    });
    await run.finished;
    if (!isStopped) return stopped;
  }
}
