export { countText, wholeText } from './countText.ts';
export { dateOf, instantText, parseInstant } from './instant.ts';
export { ManualRuntime } from './manualRuntime.ts';
export type { ManualRuntimeConfig } from './manualRuntime.ts';
export type { Cancel, ClockRuntime, Runtime } from './runtime.ts';
export { seededRandom } from './seededRandom.ts';
export { systemClock } from './systemClock.ts';
export { systemRuntime } from './systemRuntime.ts';
