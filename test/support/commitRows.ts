import { systemRuntime } from '../../src/runtime/index.ts';
import type { Sink } from '../../src/sinks/index.ts';
import { sinkContext } from './sinkContext.ts';

/** A row with its number, from 0 on. */
export interface NumberedRow {
  readonly id: number;
}

const ROWS = 40;

/**
 * Commits checkpoints of 40 rows each to a sink. While each commit is under way a fault may strike.
 *
 * @returns what has to be in its table in the end
 */
export async function commitRows(
  sink: Sink<NumberedRow>,
  checkpoints: number,
  strike: (checkpoint: number, commit: Promise<void>) => Promise<void>,
): Promise<readonly NumberedRow[]> {
  const all = Array.from({ length: checkpoints * ROWS }, (_, id) => ({ id }));
  await sink.open(sinkContext({ runtime: systemRuntime }));
  for (let checkpoint = 0; checkpoint < checkpoints; checkpoint += 1) {
    const rows = all.slice(checkpoint * ROWS, (checkpoint + 1) * ROWS);
    await sink.write(rows.map((value) => ({ value, timestamp: value.id })));
    const commit = sink.commit(await sink.prepare(checkpoint));
    await Promise.all([commit, strike(checkpoint, commit)]);
  }
  await sink.close();
  return all;
}
