import { existsSync } from 'node:fs';
import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import { fileStore, graphOfStore, lmdbStore, openCheckpoints } from '../checkpoint/index.ts';
import type { Checkpoints, CheckpointStore } from '../checkpoint/index.ts';
import { systemRuntime } from '../runtime/index.ts';

/** The checkpoints of a graph that does not run, and their store. */
export interface OpenState {
  readonly graph: string;
  readonly checkpoints: Checkpoints;
  readonly store: CheckpointStore;
}

/**
 * Opens the checkpoints in a folder.
 *
 * @throws StreamError (rejects) `MILLRACE_STORE_LOCKED` while the graph runs; `MILLRACE_FILE_MISSING`;
 *   `MILLRACE_CHECKPOINT_UNREADABLE` where there is none to be read
 */
export async function openState(folder: string): Promise<OpenState> {
  const store = await storeOf(folder);
  const graph = await graphOf(store, folder);
  const checkpoints = await openCheckpoints({ store, graph, runtime: systemRuntime });
  return { graph, checkpoints, store };
}

/** The store of a folder that is there: looking must not make one. */
export async function storeOf(folder: string): Promise<CheckpointStore> {
  const whole = path.resolve(folder);
  if (existsSync(path.join(whole, 'data.mdb'))) return lmdbStore(whole);
  if (existsSync(whole)) return fileStore(whole);
  const fix = 'give the folder of fileStore(…) or lmdbStore(…)';
  throw new StreamError('MILLRACE_FILE_MISSING', `state: there is no folder '${whole}'; ${fix}`);
}

async function graphOf(store: CheckpointStore, folder: string): Promise<string> {
  try {
    const graph = await graphOfStore(store, systemRuntime);
    if (graph !== undefined) return graph;
    const text = `state: '${folder}' has no checkpoint that can be read`;
    throw new StreamError('MILLRACE_CHECKPOINT_UNREADABLE', text);
  } catch (error) {
    await store.close();
    throw error;
  }
}
