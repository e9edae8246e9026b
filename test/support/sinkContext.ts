import type { SinkContext } from '../../src/sinks/index.ts';
import { ManualRuntime } from '../../src/runtime/index.ts';

/** What a sink is opened with, as a graph with checkpoints would, but for what is given. */
export function sinkContext(given: Partial<SinkContext> = {}): SinkContext {
  return {
    name: 'results/sink',
    saved: undefined,
    signal: new AbortController().signal,
    runtime: new ManualRuntime(),
    hasCheckpoints: true,
    requestCheckpoint: () => undefined,
    ...given,
  };
}
