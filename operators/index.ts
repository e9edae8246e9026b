/*
 * The table of contents of the library: everything that can be composed in a `pipe`.
 *
 * Read on from here in this order: `kernel` (what a stream is made of), `time` (how values become
 * events), `flow` (stages without windows), `aggregates` and `windows` (what most pipelines are
 * about), `keyed`, `joins`, `sharing`. Each room uses only the rooms before it. The model of an operator is
 * `windows/fixedWindow.ts`, with its logic in `windows/alignedLogic.ts`.
 */

// Entering and leaving a stream.
export { fromArray } from './kernel/index.ts';
export { eventTime, processingTime, values } from './time/index.ts';
export { ascending, bounded, customWatermark, partitioned, punctuated } from './time/index.ts';
export type {
  CustomWatermark,
  EventClock,
  EventTimeConfig,
  EventTimeFields,
  Partition,
  PartitionedConfig,
  ProcessingTimeConfig,
  Rejected,
  RejectPolicy,
  WatermarkFields,
  WatermarkOf,
  WatermarkStrategy,
  WhenQuiet,
} from './time/index.ts';
export type { Chunk, Duration, FromArrayConfig, Milliseconds } from './kernel/index.ts';
export type { Stream, StreamOperator } from './kernel/index.ts';

// Stages: value by value, in batches, at a rate.
export { batch, each, filterEach, flatMapEach, mapEach, rateLimit, tapEach } from './flow/index.ts';
export { failedWith, mapAsync, mapBatchAsync } from './flow/index.ts';
export type { BatchAsyncConfig, FailedWith } from './flow/index.ts';
export { circuitBreaker, retryCall, schedulerClock } from './flow/index.ts';
export type { Attempt, CallClock, RetryCallConfig } from './flow/index.ts';
export type { BreakerBase, BreakerByFailures, BreakerByRate } from './flow/index.ts';
export type { BreakerChange, BreakerConfig, BreakerCounters } from './flow/index.ts';
export type { BreakerState, CircuitBreaker } from './flow/index.ts';
export type { AsyncConfig, CallContext, Failed, RetryConfig } from './flow/index.ts';
export type { BatchByBytes, BatchByCount, BatchByTime, BatchClock } from './flow/index.ts';
export type {
  BatchConfig,
  EachConfig,
  EachStepConfig,
  OnError,
  RateLimitConfig,
} from './flow/index.ts';

// Windows by event time, and rankings of their panes.
export { fixedWindow, globalWindow, sessionWindow, slidingWindow } from './windows/index.ts';
export { calendarWindow, countWindow, cumulativeWindow, customWindow } from './windows/index.ts';
export { timeDifferenceWindow } from './windows/index.ts';
export type { CalendarUnit, CalendarWindowConfig, CountWindowConfig } from './windows/index.ts';
export type { CumulativeWindowConfig, CustomWindowConfig } from './windows/index.ts';
export type { TimeDifferenceWindowConfig } from './windows/index.ts';
export type { FixedWindowConfig, GlobalWindowConfig } from './windows/index.ts';
export type { SessionWindowConfig, SlidingWindowConfig, WindowConfig } from './windows/index.ts';
export type { Key, Pane, Timing, Window } from './windows/index.ts';
export type { CloseTrigger, CountTrigger, EarlyFiring, EndTrigger } from './windows/index.ts';
export type { EventTimeTrigger, EveryEventTrigger, FiringConfig } from './windows/index.ts';
export type { Trigger } from './windows/index.ts';
export { topPerWindow } from './keyed/index.ts';
export type { Ranked, TopPerWindowConfig } from './keyed/index.ts';

// By key: duplicates, rankings, latest values, state and timers of your own; and by time.
export { dedupe, lag, latestByKey, scanByKey, sortByTime, topN } from './keyed/index.ts';
export { isRetraction, keyedProcess, lead, overRange } from './keyed/index.ts';
export type { Change, ChangeKind, RankChange, TimeToLive } from './keyed/index.ts';
export type { DedupeChangesConfig, DedupeConfig, KeyedConfig } from './keyed/index.ts';
export type { Keyed, Lagged, LagConfig, LateOrAccept } from './keyed/index.ts';
export type { LeadConfig, Leading, Running } from './keyed/index.ts';
export type { OverConfig, OverRangeConfig } from './keyed/index.ts';
export type { OverRowsConfig, OverTimeConfig } from './keyed/index.ts';
export type { LatestByKeyConfig, ScanByKeyConfig, SortByTimeConfig } from './keyed/index.ts';
export type { TopNConfig } from './keyed/index.ts';
export type { Clock, KeyedProcessConfig, ProcessContext } from './keyed/index.ts';

// Joins of two streams.
export { asOfJoin, intervalJoin, tableJoin, windowJoin } from './joins/index.ts';
export type { AsOfJoinConfig, AsOfType } from './joins/index.ts';
export type { Corrections, IntervalBounds, IntervalJoinConfig } from './joins/index.ts';
export type { JoinConfig, JoinType, LateBy, LeftOf, Pair, RightOf } from './joins/index.ts';
export type { Side, Sided } from './joins/index.ts';
export type { JoinedId, TableJoinConfig, TableJoinType, TimeToLiveOf } from './joins/index.ts';
export type { WindowJoinConfig, WindowPair, WindowPlace, WindowShape } from './joins/index.ts';
export { enrich, enrichByLookup } from './joins/index.ts';
export type { EnrichByLookupConfig, EnrichConfig, LookupCacheConfig } from './joins/index.ts';

// What windows compute: count, sum, mean, quantile and the others, or an aggregate of your own.
export * from './aggregates/index.ts';

// Several outputs, several inputs, several subscribers.
export { lateTo, SideOutput, union } from './kernel/index.ts';
export type { Late, LatePolicy, LateTo, UnionConfig } from './kernel/index.ts';
export { branch, shareCached } from './sharing/index.ts';
export type { ShareCachedConfig } from './sharing/index.ts';

// Errors by their stable codes.
export { ArgumentRangeError, ArgumentTypeError, StreamError } from './kernel/index.ts';
export { ERROR_CODES, isCodedError } from './kernel/index.ts';
export type { CodedError, ErrorCode } from './kernel/index.ts';

// For operators and sources of your own: rows in, logic objects, control in the stream.
export {
  makeChunk,
  makeRows,
  RowSource,
  statefulOperator,
  watermarkBefore,
} from './kernel/index.ts';
export type { Logic, LogicContext, Output, Rows, StatefulSpec } from './kernel/index.ts';
export { callbackError, connect, operate } from './kernel/index.ts';
export type { Handlers } from './kernel/index.ts';
export { describeOperator, operatorsBehind, OperatorCounters } from './kernel/index.ts';
export { emptyChunk, OperatorStream, Pressure, PressureReport } from './kernel/index.ts';
export { weightOf, weightOfRun } from './kernel/index.ts';
export type { InputState, OpenWindows, OperatorInfo, PressureConfig } from './kernel/index.ts';
export type { ClockAct, Lateness, WaitingEntries } from './kernel/index.ts';
export { ACTIVE, EXHAUSTED, IDLE, SnapshotCollector, SnapshotReader } from './kernel/index.ts';
export { copySnapshot, SavedView, StateView } from './kernel/index.ts';
export { ItemChanges, readSavedView, RowChanges } from './kernel/index.ts';
export type { Numbered } from './kernel/index.ts';
export type { Active, Barrier, Collector, Control, Idle } from './kernel/index.ts';
export type { Exhausted, Restore, SavedPart, SavedState, Snapshot } from './kernel/index.ts';
export type { SourceControl, SourceHandle, StateEntry, Steering } from './kernel/index.ts';
export { checkConfig, checkFunction, checkNumber, checkWord, show } from './kernel/index.ts';
export { toMilliseconds } from './kernel/index.ts';
export type { DurationBounds, NumberBounds } from './kernel/index.ts';
