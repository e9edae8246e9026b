export { createGraph } from './createGraph.ts';
export type { GraphConfig } from './createGraph.ts';
export { backPressureText } from './backPressureText.ts';
export { durationText } from './durationText.ts';
export { explainText } from './explainText.ts';
export type {
  Explanation,
  HeldBy,
  BackPressure,
  PausedSource,
  ShownWatermark,
  StageExplanation,
  WaitingState,
  WaitingWindows,
} from './explanation.ts';
export type { CheckpointsReport } from './checkpointsReport.ts';
export { checkpointsText } from './checkpointsText.ts';
export type { CheckpointConfig, StoredCheckpoint } from './checkpointConfig.ts';
export type { Graph, RunConfig, SourceConfig } from './graph.ts';
export type { GraphRun } from './graphRun.ts';
export { mermaidText } from './mermaidText.ts';
export type { SinkPolicy } from './sinkPolicy.ts';
export type { Stage, StageKind } from './stage.ts';
export { stopOnSignals } from './stopOnSignals.ts';
export type { StopConfig, StopSignal } from './stopOnSignals.ts';
export { enterStage } from './enterStage.ts';
export type { StageState } from './pressureMeter.ts';
export type { StageStats } from './stageStats.ts';
export type { Topology, TopologyEdge, TopologyNode } from './topology.ts';
export type { GraphWarning } from './graphWarning.ts';
