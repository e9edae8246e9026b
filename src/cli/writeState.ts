import { SavedView } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';
import { SavedStateView } from '../checkpoint/index.ts';
import type { CheckpointFacts } from '../checkpoint/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { CliIo } from './cliIo.ts';
import type { OpenState } from './openState.ts';

/** Writes a checkpoint that the graph goes on from; the one before stays, for the way back. */
export async function writeState(
  { checkpoints }: OpenState,
  snapshot: Snapshot,
  told: Omit<CheckpointFacts, 'time'>,
  { stderr }: CliIo,
): Promise<void> {
  const id = checkpoints.nextId;
  const parts = Object.entries(snapshot).map(([path, part]) => {
    return [path, part instanceof SavedView ? new SavedStateView(part) : part] as const;
  });
  const facts = { ...told, time: systemRuntime.now() };
  const { name } = await checkpoints.write(id, Object.fromEntries(parts), facts);
  stderr.write(`wrote checkpoint ${id} (${name})\n`);
}
