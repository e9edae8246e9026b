export { checkAsync } from './asyncSettings.ts';
export type { AsyncConfig, AsyncSettings } from './asyncSettings.ts';
export { asyncStage } from './asyncStage.ts';
export { NO_RESULT } from './asyncWork.ts';
export type { AsyncWork, Together } from './asyncWork.ts';
export { batch } from './batch.ts';
export type {
  BatchByBytes,
  BatchByCount,
  BatchByTime,
  BatchClock,
  BatchConfig,
} from './batchConfig.ts';
export type { BreakerBase, BreakerByFailures, BreakerByRate } from './breakerConfig.ts';
export type { BreakerConfig } from './breakerConfig.ts';
export type { BreakerState } from './breakerLogic.ts';
export { schedulerClock } from './callClock.ts';
export type { CallClock } from './callClock.ts';
export type { CallContext } from './callContext.ts';
export { CallFailure, CallPool } from './callPool.ts';
export type { Done } from './callPool.ts';
export { circuitBreaker } from './circuitBreaker.ts';
export { each } from './each.ts';
export type { EachConfig } from './each.ts';
export type { EachStepConfig } from './eachStep.ts';
export type { Failed } from './failed.ts';
export { filterEach } from './filterEach.ts';
export { flatMapEach } from './flatMapEach.ts';
export { FailedWith, failedWith } from './failedWith.ts';
export { mapAsync } from './mapAsync.ts';
export { mapBatchAsync } from './mapBatchAsync.ts';
export type { BatchAsyncConfig } from './mapBatchAsync.ts';
export { mapEach } from './mapEach.ts';
export type { OnError } from './onError.ts';
export { rateLimit } from './rateLimit.ts';
export type { RateLimitConfig } from './rateLimit.ts';
export type { RetryConfig } from './retry.ts';
export { retryCall } from './retryCall.ts';
export type { Attempt, RetryCallConfig } from './retryCall.ts';
export type { BreakerChange, BreakerCounters, CircuitBreaker } from './sharedBreaker.ts';
export { tapEach } from './tapEach.ts';
