import type { Runtime } from '../runtime/index.ts';
import { checkpointNames } from './checkpointName.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { decodeCheckpoint } from './decodeCheckpoint.ts';
import { Undecodable } from './undecodable.ts';

/** The name of the graph whose checkpoints a store holds; undefined where none of them can be read. */
export async function graphOfStore(
  store: CheckpointStore,
  runtime: Runtime,
): Promise<string | undefined> {
  for (const { name } of checkpointNames(await store.list()).toReversed()) {
    const bytes = await store.read(name);
    try {
      if (bytes !== undefined) return (await decodeCheckpoint(bytes, runtime)).header.graph;
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
    }
  }
  return undefined;
}
