/**
 * Checkpoints: the state of a graph, stored so that it goes on from there after a crash.
 *
 * `fileStore` keeps them in a folder, `lmdbStore` in LMDB; a `CheckpointStore` of your own is five
 * functions. `openCheckpoints` is what a graph does with any of them. `CHECKPOINT.md` beside this file has the format.
 */
export type { CheckpointFacts } from './checkpointHeader.ts';
export type { Checkpoints, StoredCheckpoint } from './checkpoints.ts';
export type { CheckpointStore } from './checkpointStore.ts';
export { fileStore } from './fileStore.ts';
export type { FileStoreConfig } from './fileStore.ts';
export { lmdbStore } from './lmdbStore.ts';
export type { LmdbStoreConfig } from './lmdbStore.ts';
export { graphOfStore } from './graphOfStore.ts';
export { SavedStateView } from './savedStateView.ts';
export { openCheckpoints } from './openCheckpoints.ts';
export type { CheckpointsConfig } from './openCheckpoints.ts';
export type { RefusedCheckpoint, RestoredCheckpoint } from './restoreNewest.ts';
