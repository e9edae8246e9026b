import { operate } from '../../operators/index.ts';
import type { Chunk, Stream } from '../../operators/index.ts';
import type { BusyMeter } from './busyMeter.ts';
import { enterChunk } from './enterStage.ts';
import type { StageNode } from './stageNode.ts';

/** What one input of a stage counts for. */
export interface InputOwner {
  readonly name: string;
  /** The stage, as soon as it is built. */
  node: StageNode | undefined;
}

/** The stream that a stage gets from another: what enters is counted and timed for the stage. */
export function stageInput<T>(from: StageNode<T>, owner: InputOwner, meter: BusyMeter): Stream<T> {
  // A stage that subscribes to its input twice gets each chunk twice, and it entered once.
  let counted: Chunk<T> | undefined;
  return operate<Chunk<T>, Chunk<T>>(from.stream, (destination) => ({
    next: (chunk) => {
      const { name, node } = owner;
      if (node !== undefined && chunk !== counted) node.entered += chunk.values.length;
      counted = chunk;
      const before = meter.enter(node);
      if (node !== undefined && chunk.values.length > 0) {
        from.activeAt = meter.since;
        node.activeAt = meter.since;
      }
      destination.next(enterChunk(chunk, name));
      meter.enter(before);
    },
    finalize: () => {
      counted = undefined;
    },
  }));
}
