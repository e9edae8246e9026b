import type { Runtime } from '../runtime/index.ts';
import type { BusyMeter } from './busyMeter.ts';
import type { CheckpointLog } from './checkpointLog.ts';
import type { CheckpointSettings } from './checkpointConfig.ts';
import type { StageNode } from './stageNode.ts';

/** What a run is made of. */
export interface RunSetup {
  readonly graph: string;
  readonly stages: readonly StageNode[];
  readonly runtime: Runtime;
  readonly meter: BusyMeter;
  readonly checkpoints: CheckpointSettings | undefined;
  readonly log: CheckpointLog;
}
