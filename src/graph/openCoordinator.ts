import { SnapshotReader, StreamError } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import { openCheckpoints } from '../checkpoint/index.ts';
import type { Checkpoints, RefusedCheckpoint } from '../checkpoint/index.ts';
import type { CheckpointSettings } from './checkpointConfig.ts';
import { CheckpointCoordinator } from './checkpointCoordinator.ts';
import type { RunSetup } from './runSetup.ts';
import { matchSnapshot } from './matchSnapshot.ts';
import { savingOperators } from './savingOperators.ts';

/** The checkpoints of a run, and what the newest whole one holds for the graph. */
export interface OpenCoordinator {
  readonly coordinator: CheckpointCoordinator;
  readonly checkpoints: Checkpoints;
  readonly snapshot: Snapshot;
}

/**
 * Finds the checkpoint to go on from.
 *
 * @throws StreamError (rejects) `MILLRACE_GRAPH_CHANGED`, and what opening a store can fail with
 */
export async function openCoordinator(
  { graph, stages, runtime, log }: RunSetup,
  settings: CheckpointSettings,
): Promise<OpenCoordinator> {
  const { store, keep, beginAnew, onError } = settings;
  const onRefused = (refused: RefusedCheckpoint): void => onError(refusal(graph, refused));
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

function refusal(graph: string, { name, why }: RefusedCheckpoint): StreamError {
  const text = `graph '${graph}': checkpoint '${name}' was not used: ${why}`;
  return new StreamError('MILLRACE_CHECKPOINT_UNREADABLE', `${text}; an older one is`);
}
