import { connect, describeOperator, OperatorStream } from '../kernel/index.ts';
import type { Chunk, Stream } from '../kernel/index.ts';
import type { Side, SidedChunk } from './side.ts';

/** Says of each chunk which side it came from, and what its own input's watermark was. */
export function tagSide<T>(source: Stream<T>, side: Side): Stream<T> {
  const info = describeOperator({ kind: `${side} side`, inputs: [source] });
  const { counters } = info;
  return new OperatorStream(info, (destination) => {
    connect<Chunk<T>, Chunk<T>>(source, destination, {
      next: (chunk) => {
        counters.in += chunk.values.length;
        counters.out += chunk.values.length;
        counters.watermark = chunk.watermark;
        // Without values it has no side, and goes on as it is.
        destination.next(chunk.values.length === 0 ? chunk : withSide(chunk, side));
      },
    });
  });
}

/** A literal with all fields: an object that is spread and then grows is slow to make and to spread. */
function withSide<T>(chunk: Chunk<T>, side: Side): SidedChunk<T, T> {
  const { values, timestamps, before, watermark, arrivals, control, pressure } = chunk;
  const own = before;
  return { values, timestamps, before, watermark, arrivals, control, pressure, side, own };
}
