export { reorder } from './reorder.ts';
export type { ReorderConfig } from './reorder.ts';
export { replay, ReplaySource } from './replay.ts';
export type { ReplayConfig } from './replay.ts';
export type { ReplaySpeed, ReplayStatus } from './replayStatus.ts';
export { ManualRuntime, systemRuntime } from '../runtime/index.ts';
export type { Cancel, ManualRuntimeConfig, Runtime } from '../runtime/index.ts';
