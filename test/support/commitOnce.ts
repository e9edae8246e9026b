import { systemRuntime } from '../../src/runtime/index.ts';
import type { Sink } from '../../src/sinks/index.ts';
import { sinkContext } from './sinkContext.ts';

/** Opens a sink, writes rows of second 1, commits them and closes it. */
export async function commitOnce<T>(sink: Sink<T>, ...rows: readonly T[]): Promise<void> {
  try {
    await sink.open(sinkContext({ runtime: systemRuntime }));
    await sink.write(rows.map((value) => ({ value, timestamp: 1000 })));
    await sink.commit(await sink.prepare(1));
  } finally {
    await sink.close();
  }
}
