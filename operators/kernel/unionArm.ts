import type { Chunk, Stream } from './chunk.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';

/**
 * An input of a union as an operator of its own, with counters. The union counts for it: it passes
 * chunks on as they are, so it is no step on their way.
 */
export class UnionArm<T> extends OperatorStream<T> {
  constructor(kind: string, source: Stream<T>) {
    super(describeOperator({ kind, inputs: [source] }), (destination) => {
      source.subscribe(destination);
    });
  }

  /** What its union does for each chunk that comes by it. */
  count({ values, watermark }: Chunk<unknown>): void {
    const { counters } = this.info;
    counters.in += values.length;
    counters.out += values.length;
    counters.watermark = watermark;
  }
}
