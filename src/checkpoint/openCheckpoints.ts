import { checkNumber, StreamError } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { Checkpoints } from './checkpoints.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { restoreNewest } from './restoreNewest.ts';
import type { FoundCheckpoints, RefusedCheckpoint, RestoredCheckpoint } from './restoreNewest.ts';

/** Whose checkpoints are kept where, and how many. */
export interface CheckpointsConfig {
  readonly store: CheckpointStore;
  /** The name of the graph: a store holds the checkpoints of one. */
  readonly graph: string;
  /** How many of the newest are kept, with what they build on (default: 3). */
  readonly keep?: number;
  /** Whether a graph begins anew where there are checkpoints and none can be used (default: it fails). */
  readonly beginAnew?: boolean;
  readonly runtime: Runtime;
  /** Is told of each checkpoint that could not be used, newest first, and of the one that is instead. */
  readonly onRefused?: (refused: RefusedCheckpoint, used: RestoredCheckpoint | undefined) => void;
}

const KEEP = 3;

/**
 * Opens the checkpoints of a graph: finds the newest whole one, and tells which newer ones it refused.
 *
 * @throws StreamError (rejects) `MILLRACE_CHECKPOINT_UNREADABLE` when there are checkpoints and none can be
 *   used; `MILLRACE_STORE_LOCKED` and other errors of the store
 */
export async function openCheckpoints(config: CheckpointsConfig): Promise<Checkpoints> {
  const { store, graph, runtime, onRefused } = config;
  const keep = checkNumber('openCheckpoints', 'keep', config.keep ?? KEEP, { min: 1 });
  try {
    const found = await restoreNewest(store, graph, runtime);
    for (const refused of found.refused) onRefused?.(refused, found.restored);
    if (found.restored === undefined && found.refused.length > 0 && config.beginAnew !== true)
      throw noneWhole(graph, found);
    return new Checkpoints({ store, graph, keep, runtime }, found);
  } catch (error) {
    await store.close();
    throw error;
  }
}

function noneWhole(graph: string, { refused }: FoundCheckpoints): StreamError {
  const why = refused.map((one) => `'${one.name}': ${one.why}`).join('; ');
  const fix = 'give another store, or beginAnew: true to start without them';
  const text = `graph '${graph}': none of its ${refused.length} checkpoints can be used: ${why}`;
  return new StreamError('MILLRACE_CHECKPOINT_UNREADABLE', `${text}; ${fix}`);
}
