export { dateOf, instantText, parseInstant } from './instant.ts';
export { ManualRuntime } from './manualRuntime.ts';
export type { ManualRuntimeConfig } from './manualRuntime.ts';
export type { Cancel, Runtime } from './runtime.ts';
export { seededRandom } from './seededRandom.ts';
export { systemRuntime } from './systemRuntime.ts';
