import type { Milliseconds } from '../../operators/index.ts';
import { instantText } from '../runtime/index.ts';
import { backPressureText } from './backPressureText.ts';
import { checkpointsText } from './checkpointsText.ts';
import { durationText } from './durationText.ts';
import type {
  Explanation,
  HeldBy,
  PausedSource,
  ShownWatermark,
  StageExplanation,
  WaitingState,
  WaitingWindows,
} from './explanation.ts';
import { holderName } from './releaseText.ts';

const LIFE: Readonly<Record<Explanation['life'], string>> = {
  new: ': it does not run yet; graph.run() starts it',
  running: '',
  over: ': it is over: it has completed, was stopped or has failed',
};

/** An explanation as text for people: a paragraph for each stage. */
export function explainText(explained: Omit<Explanation, 'text'>): string {
  const { name, now, life, stages, checkpoints, warnings } = explained;
  const parts = stages.map((stage) => stageText(stage, now));
  const notes = warnings.map(({ text }) => `warning: ${text}`);
  const saved = checkpoints === undefined ? [] : checkpointsText(checkpoints);
  const head = `${name}, at ${instantText(now)}${LIFE[life]}`;
  const lines = saved.map((line, i) => (i === 0 ? `checkpoints: ${line}` : `  ${line}`));
  return [head, ...parts, ...lines, ...notes, ''].join('\n');
}

function stageText(stage: StageExplanation, now: Milliseconds): string {
  const { heldBy, wouldRelease, openWindows, waiting, paused = [], backPressure = [] } = stage;
  const lines = [
    `${stage.name} (${stage.kind}): ${watermarkText(stage.watermark)}${lagText(stage.lag)}`,
    ...(heldBy === undefined ? [] : holdLines(heldBy, stage.name, now)),
    ...(openWindows === undefined ? [] : [`  ${windowsText(openWindows)}`]),
    ...(waiting === undefined ? [] : [`  ${waitingText(waiting)}`]),
    ...paused.map((pause) => `  ${pauseText(pause, stage.name)}`),
    ...backPressure.map((pressure) => `  ${backPressureText(pressure, stage.name)}`),
    ...(wouldRelease === undefined ? [] : [`  would release it: ${wouldRelease}`]),
    `  ${countsText(stage)}`,
  ];
  return lines.join('\n');
}

function watermarkText(watermark: ShownWatermark): string {
  if (watermark === 'end') return 'at its end';
  return watermark === null ? 'no watermark yet' : `watermark ${instantText(watermark)}`;
}

function lagText(lag: Milliseconds | null): string {
  return lag === null || lag === 0 ? '' : `, ${durationText(lag)} behind the newest event`;
}

function holdLines(heldBy: HeldBy, stage: string, now: Milliseconds): string[] {
  const { since, lastTimestamp, lastSeen, path } = heldBy;
  const isDirect = path.length < 2 || heldBy.stage === stage;
  const way = isDirect ? '' : ` (${path.toReversed().join(' → ')})`;
  const start = since === undefined ? '' : ` since ${agoText(since, now)}`;
  const seen = lastSeen === undefined ? '' : `, seen ${agoText(lastSeen, now)}`;
  const last =
    lastTimestamp === undefined ? 'no event yet' : `${instantText(lastTimestamp)}${seen}`;
  return [`  held by ${holderName(heldBy)}${way}${start}`, `  its last event: ${last}`];
}

function agoText(time: Milliseconds, now: Milliseconds): string {
  return `${instantText(time)} (${durationText(Math.max(0, now - time))} ago)`;
}

function windowsText({ count, nextEnd, missing }: WaitingWindows): string {
  if (count === 0) return 'no open windows';
  const needs =
    missing === undefined ? '' : `, the next to be full needs ${missing} more of its key`;
  const end = nextEnd === null ? ', no end' : `, the next ends at ${instantText(nextEnd)}`;
  const ends = nextEnd === null && missing !== undefined ? '' : end;
  return `${count} open ${count === 1 ? 'window' : 'windows'}${ends}${needs}`;
}

function waitingText({ count, until }: WaitingState): string {
  const wait = count === 1 ? '1 entry waits' : `${count} entries wait`;
  return until === null
    ? `${wait} for the end`
    : `${wait}, the first until the watermark ${instantText(until)}`;
}

function pauseText({ source, by, input, ahead, ...rest }: PausedSource, stage: string): string {
  const who =
    source === undefined ? `input '${input}'` : source === stage ? '' : `source '${source}'`;
  const where = by === stage ? '' : ` of '${by}'`;
  const { maxDrift } = rest;
  const rule = maxDrift === undefined ? "lateBy 'input'" : `maxDrift ${durationText(maxDrift)}`;
  const limit = `${rule}${where}`;
  return `${who === '' ? '' : `${who} is `}paused: ${durationText(ahead)} ahead of ${rest.waitsFor} (${limit})`;
}

function countsText({ stateSize, queueDepth, late, dropped, failed }: StageExplanation): string {
  const calls = failed > 0 ? `, failed ${failed}` : '';
  return `state ${stateSize}, queue ${queueDepth}, late ${late}, dropped ${dropped}${calls}`;
}
