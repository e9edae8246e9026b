import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration, Milliseconds } from '../../operators/index.ts';
import type { CheckpointStore } from '../checkpoint/index.ts';

/** How a graph is saved, so that a restart goes on where it was. */
export interface CheckpointConfig {
  /** Where checkpoints are kept: `fileStore(folder)`, `lmdbStore(folder)`, or one's own. */
  readonly store: CheckpointStore;
  /** How long after one checkpoint the next is begun (default: `'10s'`). */
  readonly every?: Duration;
  /** How many of the newest are kept (default: 3). */
  readonly keep?: number;
  /**
   * How long one may take until it is given up, with an error that names the stages that its barrier
   * has not passed (default: `'10m'`).
   */
  readonly timeout?: Duration;
  /**
   * New names of what had another in the checkpoint: stages (`{ perHour: 'perMinute' }`) or single
   * operators by their path (`{ 'perHour/fixedWindow': 'perHour/counts' }`). It counts before a stage that
   * has the old name now, and once: it may stay in the program.
   */
  readonly renamed?: Readonly<Record<string, string>>;
  /**
   * Names or paths of the checkpoint whose state is to be forgotten: of what the graph has no more, of what
   * has changed so that its state fits no more, and of what is to begin anew. It counts once: what the graph
   * saves from then on is kept, so that it may stay in the program. Other state that the graph would lose is
   * an error, also where it takes what only has another config (`size` of a window, another reader of
   * a source). What the graph has and the checkpoint does not begins anew.
   */
  readonly dropped?: readonly string[];
  /**
   * Whether the graph begins anew where there are checkpoints and none of them can be used (default: false,
   * an error, so that nothing is computed twice unnoticed).
   */
  readonly beginAnew?: boolean;
  /** Called for each that is stored. */
  readonly onStored?: (checkpoint: StoredCheckpoint) => void;
  /**
   * Called when one could not be stored, and for each that was refused at the start (default: a warning of
   * the process). The graph goes on, and tries again after `every`.
   */
  readonly onError?: (error: unknown) => void;
}

/** A checkpoint that was stored. */
export interface StoredCheckpoint {
  /** Rises from checkpoint to checkpoint, also over restarts. */
  readonly id: number;
  readonly bytes: number;
  /** How long it took, from the barrier to the end of the writing. */
  readonly took: Milliseconds;
}

/** The checked config. */
export interface CheckpointSettings {
  readonly store: CheckpointStore;
  readonly every: Milliseconds;
  readonly keep: number;
  readonly timeout: Milliseconds;
  readonly renamed: Readonly<Record<string, string>>;
  readonly dropped: readonly string[];
  readonly beginAnew: boolean;
  readonly onStored: (checkpoint: StoredCheckpoint) => void;
  readonly onError: (error: unknown) => void;
}

/** Checks how a graph is saved, and fills in the defaults. */
export function checkCheckpoints(graph: string, config: CheckpointConfig): CheckpointSettings {
  const owner = 'graph.run: checkpoints';
  checkConfig(owner, config);
  const { store, every = '10s', keep = 3, timeout = '10m', renamed = {}, dropped = [] } = config;
  const { beginAnew = false } = config;
  const { onStored = () => undefined, onError = warnOf(graph) } = config;
  if (typeof (store as Partial<CheckpointStore> | undefined)?.write !== 'function')
    throw new ArgumentTypeError(owner, 'store', 'a store such as fileStore(folder)', show(store));
  checkRenamed(owner, renamed);
  checkDropped(owner, dropped);
  checkFunction(owner, 'onStored', onStored);
  checkFunction(owner, 'onError', onError);
  return {
    store,
    every: toMilliseconds(owner, 'every', every),
    keep: checkNumber(owner, 'keep', keep, { min: 1 }),
    timeout: toMilliseconds(owner, 'timeout', timeout),
    renamed,
    dropped,
    beginAnew,
    onStored,
    onError,
  };
}

function checkRenamed(owner: string, renamed: CheckpointConfig['renamed']): void {
  const field = `${owner}: renamed`;
  checkConfig(field, renamed);
  for (const [name, old] of Object.entries(renamed ?? {}))
    if (typeof old !== 'string')
      throw new ArgumentTypeError(field, name, 'its old name', show(old));
}

function checkDropped(owner: string, dropped: unknown): void {
  if (!Array.isArray(dropped))
    throw new ArgumentTypeError(owner, 'dropped', 'an array of names', show(dropped));
  for (const name of dropped as unknown[])
    if (typeof name !== 'string')
      throw new ArgumentTypeError(owner, 'dropped', 'an array of names', `${show(name)} in it`);
}

/** Where nobody asked to be told, a failure must not pass in silence. */
function warnOf(graph: string): (error: unknown) => void {
  return (error) => {
    const text = error instanceof Error ? error.message : String(error);
    process.emitWarning(`graph '${graph}': ${text}`, { code: 'MILLRACE_CHECKPOINT' });
  };
}
