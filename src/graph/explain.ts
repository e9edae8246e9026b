import type { Milliseconds } from '../../operators/index.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';
import { explainText } from './explainText.ts';
import type {
  BackPressure,
  Explanation,
  PausedSource,
  StageExplanation,
  WaitingState,
  WaitingWindows,
} from './explanation.ts';
import { findBackPressure } from './findBackPressure.ts';
import { findHolder } from './findHolder.ts';
import { findPauses } from './findPauses.ts';
import { findWarnings } from './findWarnings.ts';
import { releaseText } from './releaseText.ts';
import { leadsTo } from './pressureMeter.ts';
import { shownWatermark } from './shownWatermark.ts';
import type { StageNode } from './stageNode.ts';
import type { StageStats } from './stageStats.ts';

/** What an explanation is made of. */
export interface ExplainedGraph {
  readonly name: string;
  readonly stages: readonly StageNode[];
  /** What has been counted, for each of the stages. */
  readonly stats: readonly StageStats[];
  /** The processing time now. */
  readonly now: Milliseconds;
  /** The stage that is asked for, with those before it; undefined for all. */
  readonly life: Explanation['life'];
  readonly only: StageNode | undefined;
  readonly checkpoints: CheckpointsReport | undefined;
}

/** Explains of each stage which source, input or operator its watermark waits for. */
export function explain(graph: ExplainedGraph): Explanation {
  const { name, stages, stats, now, life, only, checkpoints } = graph;
  const asked = only === undefined ? stages : stages.filter((stage) => leadsTo(stage, only));
  const newest = stages.reduce((latest, stage) => Math.max(latest, stage.newest), -Infinity);
  const isRunning = life === 'running';
  const paused: Paused = isRunning
    ? { pauses: findPauses(stages), pressures: findBackPressure(stages) }
    : { pauses: [], pressures: [] };
  const explained = asked.map((stage) => {
    const counted = { stage, stats: stats[stages.indexOf(stage)] as StageStats };
    return explainStage(counted, newest, isRunning, paused);
  });
  const names = new Set(asked.map((stage) => stage.name));
  const warnings = findWarnings(stages).filter((warning) => names.has(warning.stage));
  const saved = checkpoints && { checkpoints: withoutText(checkpoints) };
  const known = { name, now, life, stages: explained, ...saved, warnings };
  return { ...known, text: explainText(known) };
}

/** An explanation is shown to others, and the text of an error may hold paths. */
function withoutText({ lastError, ...rest }: CheckpointsReport): CheckpointsReport {
  if (lastError === undefined) return rest;
  const { at, code } = lastError;
  return { ...rest, lastError: { at, code } };
}

/** A stage, and what has been counted in it. */
interface CountedStage {
  readonly stage: StageNode;
  readonly stats: StageStats;
}

/** The sources that are paused: by unions, and by what waits behind them. */
interface Paused {
  readonly pauses: readonly PausedSource[];
  readonly pressures: readonly BackPressure[];
}

function explainStage(
  { stage, stats: counted }: CountedStage,
  newest: Milliseconds,
  isRunning: boolean,
  { pauses, pressures }: Paused,
): StageExplanation {
  const { watermark, stateSize, queueDepth, late, dropped, failed } = counted;
  const openWindows = windowsOf(stage);
  const holder = isRunning ? findHolder(stage) : undefined;
  const waiting = waitingOf(stage);
  const paused = pauses.filter(({ by, source }) => stage.name === by || stage.name === source);
  const backPressure = pressures.filter(
    ({ source, by }) => source === stage.name || by.some((place) => place.stage === stage.name),
  );
  return {
    name: stage.name,
    kind: stage.kind,
    watermark: shownWatermark(watermark),
    lag: lagBehind(newest, watermark),
    ...(holder && {
      heldBy: holder.heldBy,
      wouldRelease: releaseText(holder, { openWindows, waiting, pauses, pressures }),
    }),
    ...(openWindows && { openWindows }),
    ...(waiting && { waiting }),
    ...(paused.length > 0 ? { paused } : {}),
    ...(backPressure.length > 0 ? { backPressure } : {}),
    stateSize,
    queueDepth,
    late,
    dropped,
    failed,
  };
}

function lagBehind(newest: Milliseconds, watermark: Milliseconds): Milliseconds | null {
  if (newest === -Infinity || watermark === -Infinity) return null;
  return Math.max(0, newest - watermark);
}

function windowsOf({ operators }: StageNode): WaitingWindows | undefined {
  const all = operators.flatMap((one) => one.openWindows?.() ?? []);
  if (all.length === 0) return undefined;
  const nextEnd = Math.min(...all.map((windows) => windows.nextEnd));
  const count = all.reduce((sum, windows) => sum + windows.count, 0);
  const missing = Math.min(...all.map((windows) => windows.missing ?? Infinity));
  return { count, nextEnd: finite(nextEnd), ...(missing < Infinity ? { missing } : {}) };
}

function waitingOf({ operators }: StageNode): WaitingState | undefined {
  const all = operators.flatMap((one) => one.waitingEntries?.() ?? []);
  const count = all.reduce((sum, entries) => sum + entries.count, 0);
  if (count === 0) return undefined;
  return { count, until: finite(Math.min(...all.map(({ until }) => until))) };
}

function finite(time: Milliseconds): Milliseconds | null {
  return Number.isFinite(time) ? time : null;
}
