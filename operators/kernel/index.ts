export { checkConfig, checkFunction, checkNumber, checkWord } from './arguments.ts';
export type { NumberBounds } from './arguments.ts';
export { BranchPoint } from './branchPoint.ts';
export { callbackError } from './callbackError.ts';
export { checkChunk } from './checkChunk.ts';
export { emptyChunk, firstReached, makeChunk, watermarkBefore } from './chunk.ts';
export type { Chunk, Stream, StreamOperator } from './chunk.ts';
export { ChunkGuard } from './chunkGuard.ts';
export type { ClockAct } from './clockAct.ts';
export { Columns } from './columns.ts';
export { ACTIVE, EXHAUSTED, IDLE } from './control.ts';
export type {
  Active,
  Barrier,
  Collector,
  Control,
  Exhausted,
  Idle,
  Restore,
  SavedPart,
  SavedState,
} from './control.ts';
export { copyData } from './copyData.ts';
export { copySnapshot } from './copySnapshot.ts';
export { toMilliseconds } from './duration.ts';
export type { Duration, DurationBounds, Milliseconds } from './duration.ts';
export {
  ArgumentRangeError,
  ArgumentTypeError,
  ERROR_CODES,
  isCodedError,
  StreamError,
} from './errors.ts';
export type { CodedError, ErrorCode } from './errors.ts';
export { growNumbers } from './growNumbers.ts';
export { ItemChanges } from './itemChanges.ts';
export type { Numbered } from './itemChanges.ts';
export { checkLate, lateTo } from './late.ts';
export type { Late, LatePolicy, LateTo } from './late.ts';
export type { Lateness } from './lateness.ts';
export { listOf } from './listOf.ts';
export type { Logic, LogicContext, Output } from './logic.ts';
export { MinHeap } from './minHeap.ts';
export { connect, operate } from './operate.ts';
export type { Handlers } from './operate.ts';
export {
  describeOperator,
  operatorsBehind,
  OperatorCounters,
  OperatorStream,
} from './operatorStream.ts';
export type { InputState, OpenWindows, OperatorInfo } from './operatorStream.ts';
export { OutputBuffer } from './outputBuffer.ts';
export { Pressure } from './pressure.ts';
export type { PressureConfig } from './pressure.ts';
export { PressureReport } from './pressureReport.ts';
export { readSavedView } from './readSavedView.ts';
export { RowChanges } from './rowChanges.ts';
export { weightOf, weightOfRun } from './weightOf.ts';
export { fromArray, makeRows, RowSource } from './rows.ts';
export type { FromArrayConfig, Rows, Steering } from './rows.ts';
export { shapeText } from './shapeText.ts';
export type { ShapeFields } from './shapeText.ts';
export { show } from './show.ts';
export { SideBuffer } from './sideBuffer.ts';
export { SideOutput } from './sideOutput.ts';
export { SnapshotCollector } from './snapshotCollector.ts';
export type { Snapshot } from './snapshotCollector.ts';
export { SnapshotReader } from './snapshotReader.ts';
export type { SourceControl, SourceHandle } from './sourceControl.ts';
export { statefulOperator } from './statefulOperator.ts';
export type { StatefulSpec } from './statefulSpec.ts';
export { SavedView, StateView } from './stateView.ts';
export type { StateEntry } from './stateView.ts';
export { addStep } from './addStep.ts';
export type { Fusible } from './addStep.ts';
export type { KeepValue, MapValue, Push, Step, StepLoop } from './step.ts';
export { connectSteps } from './connectSteps.ts';
export { stepLoop } from './stepLoop.ts';
export { timerDelay } from './timerDelay.ts';
export { Turns } from './turns.ts';
export { union, unionOf } from './union.ts';
export type { UnionConfig } from './union.ts';
export { UnionArm } from './unionArm.ts';
export type { UnionForm } from './unionForm.ts';
export { UnionWatermark } from './unionWatermark.ts';
export type { WaitingEntries } from './waitingEntries.ts';
