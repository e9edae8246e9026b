import { StreamError } from '../../operators/index.ts';
import type { CheckpointStore } from '../checkpoint/index.ts';

/** The graph that each open store serves: two would give the same names to their checkpoints. */
const users = new WeakMap<CheckpointStore, string>();

/**
 * Notes that a store serves a graph.
 *
 * @returns a function that ends it
 * @throws StreamError `MILLRACE_STORE_LOCKED` while it serves a graph already
 */
export function claimStore(store: CheckpointStore, graph: string): () => void {
  const user = users.get(store);
  if (user !== undefined) throw inUse(graph, user);
  users.set(store, graph);
  return () => void users.delete(store);
}

function inUse(graph: string, user: string): StreamError {
  const text = `graph '${graph}': its store of checkpoints is in use by the running graph '${user}'`;
  const fix = 'give each graph a store of its own, or wait until the other run has finished';
  return new StreamError('MILLRACE_STORE_LOCKED', `${text}; ${fix}`);
}
