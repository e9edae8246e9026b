export type { CheckpointStore } from './checkpointStore.ts';
