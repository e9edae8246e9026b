import { checkConfig, checkFunction, checkNumber } from '../../operators/index.ts';
import { checkText } from './checkText.ts';
import type { CreateSinkConfig } from './createSinkConfig.ts';
import { OwnSink } from './ownSink.ts';
import type { Sink } from './sink.ts';

/**
 * Makes a sink of one's own from the function that delivers rows.
 *
 * Under checkpoints rows are held until the next barrier, go into the checkpoint, and are delivered when
 * it is stored. So no row is delivered that a restart would compute once more, and none is lost that the
 * restart would not: after a crash the batches of the checkpoint are delivered again before anything
 * else. A batch that comes again is the same to the last row and has the same `id`, so a receiver that
 * writes the id together with the rows (in one transaction, as a deduplication token, as the name of an
 * object), and does nothing for an id that it has, takes each row in exactly once. One that does not has
 * each row at least once, and more than once only for batches that are told as `isRepeated`. Where a checkpoint is damaged
 * whose rows were delivered, and the graph goes on from an older one, they come again under other ids.
 *
 * Without checkpoints rows are delivered as they are written, in batches of `maxRows` at the most, with
 * ids that no other run gives; after a crash the graph begins anew, and so do its rows.
 *
 * - errors: `MILLRACE_CALLBACK` with what a function threw or rejected with, unless that has a code of its
 *   own; `MILLRACE_SNAPSHOT_UNREADABLE` where the checkpoint is of another sink
 * - state: the rows since the last committed checkpoint, as many as `maxRows` and what the marks of the
 *   sources' pressure handles allow beyond. They are in the checkpoint, too: plain data
 *
 * @example
 * ```ts
 * import { createSink } from 'millrace/sinks';
 *
 * const received = new Map<string, readonly string[]>();
 * const sink = createSink<string>({
 *   kind: 'postOffice',
 *   deliver: async (rows, { id }) => {
 *     received.set(id, rows); // The same id brings the same rows: once more changes nothing.
 *   },
 * });
 * ```
 */
export function createSink<T>(config: CreateSinkConfig<T>): Sink<T> {
  const owner = 'createSink';
  checkConfig(owner, config);
  const { open, deliver, close } = config;
  checkFunction(owner, 'deliver', deliver);
  if (open !== undefined) checkFunction(owner, 'open', open);
  if (close !== undefined) checkFunction(owner, 'close', close);
  const kind = checkText(owner, 'kind', config.kind ?? owner);
  const maxRows = checkNumber(owner, 'maxRows', config.maxRows ?? 65_536, { min: 1, max: 2 ** 24 });
  return new OwnSink({ kind, open, deliver, close, maxRows });
}
