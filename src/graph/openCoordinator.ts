import { SnapshotReader, StreamError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import { openCheckpoints } from '../checkpoint/index.ts';
import type { Checkpoints, RefusedCheckpoint, RestoredCheckpoint } from '../checkpoint/index.ts';
import type { CheckpointSettings } from './checkpointConfig.ts';
import { CheckpointCoordinator } from './checkpointCoordinator.ts';
import { claimStore } from './claimStore.ts';
import type { RunSetup } from './runSetup.ts';
import { matchSnapshot } from './matchSnapshot.ts';
import { savingOperators } from './savingOperators.ts';

/** The checkpoints of a run, and what the newest whole one holds for the graph. */
export interface OpenCoordinator {
  readonly coordinator: CheckpointCoordinator;
  readonly snapshot: Snapshot;
  /** Waits for what is being stored, and gives the store back. */
  close(): Promise<void>;
}

/**
 * Finds the checkpoint to go on from.
 *
 * @throws StreamError (rejects) `MILLRACE_STORE_LOCKED` while the store serves another running graph,
 *   `MILLRACE_GRAPH_CHANGED`, and what opening a store can fail with
 */
export async function openCoordinator(
  run: RunSetup,
  settings: CheckpointSettings,
): Promise<OpenCoordinator> {
  const release = claimStore(settings.store, run.graph);
  try {
    const { checkpoints, ...opened } = await open(run, settings);
    return { ...opened, close: () => checkpoints.close().finally(release) };
  } catch (error) {
    release();
    throw error;
  }
}

async function open(
  { graph, stages, runtime, log }: RunSetup,
  settings: CheckpointSettings,
): Promise<Omit<OpenCoordinator, 'close'> & { readonly checkpoints: Checkpoints }> {
  const { store, keep, beginAnew, onError } = settings;
  const onRefused = (refused: RefusedCheckpoint, used?: RestoredCheckpoint): void =>
    onError(refusal(graph, refused, used));
  const checkpoints = await openCheckpoints({
    store,
    graph,
    keep,
    beginAnew,
    runtime,
    onRefused,
  });
  log.opened(checkpoints);
  try {
    const operators = savingOperators(stages);
    const { restored } = checkpoints;
    const taken = restored && { ...restored.facts, snapshot: restored.snapshot };
    const snapshot = matchSnapshot(graph, operators, taken, settings);
    // What the graph would lose was refused; what else is missing is new, or had ended.
    const reader = new SnapshotReader(snapshot, () => true);
    const setup = { graph, stages, settings, checkpoints, operators, log, runtime };
    return { coordinator: new CheckpointCoordinator(setup, reader), checkpoints, snapshot };
  } catch (error) {
    await checkpoints.close();
    throw error;
  }
}

function refusal(
  graph: string,
  { name, why }: RefusedCheckpoint,
  used: RestoredCheckpoint | undefined,
): StreamError {
  const text = `graph '${graph}': checkpoint '${name}' was not used: ${why}`;
  const instead = used === undefined ? 'there is no older one to use' : `checkpoint ${used.id} is`;
  return new StreamError('MILLRACE_CHECKPOINT_UNREADABLE', `${text}; ${instead}`);
}
