import { OperatorStream, RowSource } from '../../operators/index.ts';
import type { StageNode } from './stageNode.ts';

/** A source of values behind a stage, and the name under which its position is saved. */
export interface NamedSource {
  readonly name: string;
  readonly source: RowSource<unknown>;
}

/** The sources of a stage that can be steered at all, in the order in which its operators name them. */
export function sourcesOf(stage: StageNode): readonly NamedSource[] {
  const found = new Set(rawInputs(stage).filter((input) => input instanceof RowSource));
  return [...found].map((source, index) => ({
    name: index === 0 ? 'source' : `source${index + 1}`,
    source: source as RowSource<unknown>,
  }));
}

/** Where the operators of a source begin: what was not made by an operator. */
export function rawInputs(stage: StageNode): readonly unknown[] {
  if (stage.kind !== 'source') return [];
  const inputs = stage.operators.flatMap((operator) => operator.inputs);
  return inputs.filter((input) => !(input instanceof OperatorStream));
}
