import type { StageKind } from './stage.ts';
import { findWarnings } from './findWarnings.ts';
import type { GraphWarning } from './graphWarning.ts';
import type { StageNode } from './stageNode.ts';

/** One part of a graph: a source, a stage, or a port (a second output of a stage). */
export interface TopologyNode {
  readonly name: string;
  readonly kind: StageKind;
  /** The functions that made it, such as `fixedWindow`, in the direction of flow. */
  readonly operators: readonly string[];
}

/** A way that values take, by the names of its ends. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
}

/** What a graph is made of, as plain data. */
export interface Topology {
  readonly name: string;
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  readonly warnings: readonly GraphWarning[];
}

/** Describes a graph: its nodes in the order in which they were added. */
export function describeTopology(name: string, stages: readonly StageNode[]): Topology {
  const nodes = stages.map((stage) => ({
    name: stage.name,
    kind: stage.kind,
    // Neighbours that run in one loop are one operator with a kind such as `mapEach · filterEach`.
    operators: stage.operators.flatMap(({ kind }) => kind.split(' · ')),
  }));
  const edges = stages.flatMap((stage) =>
    stage.inputs.map((input) => ({ from: input.name, to: stage.name })),
  );
  return { name, nodes, edges, warnings: findWarnings(stages) };
}
