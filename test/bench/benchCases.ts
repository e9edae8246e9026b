import type { BenchCase } from './benchCase.ts';
import { bundleBytes } from './bundleBytes.ts';
import { checkpoints } from './checkpoints.ts';
import { checkpointCost } from './checkpointCost.ts';
import { departures } from './departures.ts';
import { expiry } from './expiry.ts';
import { floors } from './floors.ts';
import { fanOut } from './fanOut.ts';
import { idleConnections } from './idleConnections.ts';
import { nexmark } from './nexmark.ts';
import { recording } from './recording.ts';
import { sessions } from './sessions.ts';
import { slidingCost } from './slidingCost.ts';
import { snapshots } from './snapshots.ts';
import { slowSink } from './slowSink.ts';
import { stages } from './stages.ts';
import { startUp } from './startUp.ts';
import { windowedCount } from './windowedCount.ts';
import { windowMemory } from './windowMemory.ts';
import { wire } from './wire.ts';

/** All cases, in the order in which they run. */
export const benchCases: readonly BenchCase[] = [
  nexmark,
  windowedCount,
  expiry,
  sessions,
  slidingCost,
  stages,
  floors,
  windowMemory,
  startUp,
  bundleBytes,
  departures,
  recording,
  snapshots,
  checkpoints,
  checkpointCost,
  slowSink,
  wire,
  fanOut,
  idleConnections,
];
