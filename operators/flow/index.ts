export { batch } from './batch.ts';
export type {
  BatchByBytes,
  BatchByCount,
  BatchByTime,
  BatchClock,
  BatchConfig,
} from './batchConfig.ts';
export { each } from './each.ts';
export type { EachConfig } from './each.ts';
export { filterEach } from './filterEach.ts';
export { flatMapEach } from './flatMapEach.ts';
export { mapEach } from './mapEach.ts';
export { rateLimit } from './rateLimit.ts';
export type { RateLimitConfig } from './rateLimit.ts';
export { tapEach } from './tapEach.ts';
