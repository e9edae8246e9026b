import type { SavingOperators } from './matchSnapshot.ts';
import { sinkPart } from './sinkPart.ts';
import { sourcesOf } from './sourcesOf.ts';
import type { StageNode } from './stageNode.ts';

/** What saves state in these stages, by path. */
export function savingOperators(stages: readonly StageNode[]): SavingOperators {
  const found: Record<string, string> = {};
  for (const stage of stages) {
    for (const { kind, stateName, shape } of stage.operators) {
      // Stateless stages that run in an operator's loop are no part of its state.
      if (stateName !== undefined)
        found[`${stage.name}/${stateName}`] = withShape(kind.split(' · ')[0] as string, shape);
    }
    for (const { name, source } of sourcesOf(stage)) found[`${stage.name}/${name}`] = source.kind;
    if (stage.sink !== undefined) found[`${stage.name}/${sinkPart}`] = stage.sink.kind;
  }
  return found;
}

function withShape(kind: string, shape = ''): string {
  return shape === '' ? kind : `${kind} (${shape})`;
}
