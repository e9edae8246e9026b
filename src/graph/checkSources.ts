import { RowSource } from '../../operators/index.ts';
import { graphError } from './graphError.ts';
import { rawInputs } from './sourcesOf.ts';
import type { StageNode } from './stageNode.ts';

/**
 * Refuses, before anything runs, sources that cannot do what checkpoints need.
 *
 * @throws StreamError `MILLRACE_GRAPH`
 */
export function checkSources(graph: string, stages: readonly StageNode[]): void {
  const users = new Map<unknown, string>();
  for (const stage of stages) {
    if (stage.kind !== 'source') continue;
    const inputs = rawInputs(stage);
    if (inputs.length === 0) throw unsteered(graph, stage.name);
    for (const input of new Set(inputs)) {
      checkSource(graph, stage, input);
      const other = users.get(input);
      if (other !== undefined) throw shared(graph, other, stage.name);
      users.set(input, stage.name);
    }
  }
}

function checkSource(graph: string, { name, isReplayable }: StageNode, input: unknown): void {
  const steering = input instanceof RowSource ? input.steering : 'nothing';
  if (steering === 'nothing') throw unsteered(graph, name);
  if (steering === 'positions' || !isReplayable) return;
  const text = `source '${name}' cannot give again what came after a checkpoint, so a crash loses it`;
  const fix =
    'read it from where it is kept, or accept the loss: source(name, stream, { replayable: false })';
  throw graphError(graph, `${text}; ${fix}`);
}

function shared(graph: string, one: string, other: string): Error {
  const text = `sources '${one}' and '${other}' are made of the same one, which has one position`;
  return graphError(graph, `${text}; make one for each, or two stages behind one source`);
}

function unsteered(graph: string, name: string): Error {
  const text = `source '${name}' lets no barrier pass, which checkpoints need`;
  const fix = 'begin it with a source of millrace/sources, such as fromNdjson or fromObservable';
  return graphError(graph, `${text}; ${fix}`);
}
