import { StreamError } from '../../operators/index.ts';
import { graphError } from './graphError.ts';
import { StageStream } from './stageNode.ts';
import type { StageNode } from './stageNode.ts';

/**
 * Refuses, before anything runs, what would fail or mislead later.
 *
 * @throws StreamError `MILLRACE_GRAPH`, `MILLRACE_DUPLICATE_NAME`
 */
export function checkStages(graph: string, stages: readonly StageNode[]): void {
  if (!stages.some(({ kind }) => kind === 'source')) {
    throw graphError(graph, 'it has no source; add one with source(name, stream)');
  }
  for (const stage of stages) {
    checkStateNames(graph, stage);
    checkHiddenInputs(graph, stage);
  }
}

function checkStateNames(graph: string, { name, operators }: StageNode): void {
  const kinds = new Map<string, string>();
  for (const { kind, stateName } of operators) {
    if (stateName === undefined) continue;
    const other = kinds.get(stateName);
    kinds.set(stateName, kind);
    if (other === undefined) continue;
    const text = `stage '${name}' has two operators (${other} and ${kind}) that save their state as '${stateName}'`;
    const fix = 'give one of them another name in its config';
    throw new StreamError('MILLRACE_DUPLICATE_NAME', `graph '${graph}': ${text}; ${fix}`);
  }
}

function checkHiddenInputs(graph: string, { name, operators }: StageNode): void {
  const hidden = operators
    .flatMap(({ inputs }) => inputs)
    .find((input) => input instanceof StageStream);
  if (hidden === undefined) return;
  const text = `stage '${name}' uses the stream of '${hidden.stage}' without naming it as an input`;
  throw graphError(graph, `${text}; give stage() both inputs: [first, second]`);
}
