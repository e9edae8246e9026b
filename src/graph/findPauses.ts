import type { Observable } from 'rxjs';
import { OperatorStream } from '../../operators/index.ts';
import type { InputState, OperatorInfo } from '../../operators/index.ts';
import type { PausedSource } from './explanation.ts';
import type { StageNode } from './stageNode.ts';

/** The sources that unions have paused, because they are too far ahead or too much of them waits. */
export function findPauses(stages: readonly StageNode[]): readonly PausedSource[] {
  return stages.flatMap((stage) => stage.operators.flatMap((info) => pausesOf(stage, info)));
}

function pausesOf(stage: StageNode, info: OperatorInfo): readonly PausedSource[] {
  const { maxDrift, inputs } = info;
  const states = info.inputStates();
  if (states.every(({ pausedAhead }) => pausedAhead === undefined)) return [];
  const last = lastOf(states, maxDrift === undefined);
  if (last === undefined) return [];
  const sources = states.map((_, index) =>
    sourcesBehind(stage, inputs[index % inputs.length] as Observable<unknown>),
  );
  const going = states.flatMap(({ pausedAhead, ended }, index) =>
    pausedAhead === undefined && !ended ? (sources[index] ?? []) : [],
  );
  const waitsFor = describe(sources[states.indexOf(last)] ?? [], last, stage);
  return states.flatMap((state, index) => {
    const { name: input, pausedAhead: ahead } = state;
    if (ahead === undefined) return [];
    const known = { by: stage.name, input, ahead, ...(maxDrift && { maxDrift }), waitsFor };
    const paused = (sources[index] ?? []).filter((source) => !going.includes(source));
    return paused.length === 0 ? [known] : paused.map((source) => ({ source, ...known }));
  });
}

/** The input that the others wait for; one that has told nothing yet only where `silent` ones count. */
function lastOf(states: readonly InputState[], silent: boolean): InputState | undefined {
  return states
    .filter(({ idle, behind, ended }) => !idle && !behind && !ended)
    .filter(({ watermark }) => silent || watermark > -Infinity)
    .toSorted((a, b) => (a.watermark < b.watermark ? -1 : 1))[0];
}

function describe(sources: readonly string[], { name }: InputState, stage: StageNode): string {
  if (sources.length === 0) return `input '${name}' of '${stage.name}'`;
  return sources.map((source) => `source '${source}'`).join(' and ');
}

/** The sources of the graph that a stream of a stage comes from. */
function sourcesBehind(stage: StageNode, stream: Observable<unknown>): readonly string[] {
  const from = stage.inputs[stage.inputStreams.indexOf(stream)];
  if (from !== undefined) return [...new Set(sourcesOf(from))];
  if (!(stream instanceof OperatorStream)) return [];
  return [...new Set(stream.info.inputs.flatMap((input) => sourcesBehind(stage, input)))];
}

function sourcesOf(stage: StageNode): readonly string[] {
  return stage.kind === 'source' ? [stage.name] : stage.inputs.flatMap(sourcesOf);
}
