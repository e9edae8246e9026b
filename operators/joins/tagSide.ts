import {
  connect,
  describeOperator,
  makeChunk,
  OperatorStream,
  watermarkBefore,
} from '../kernel/index.ts';
import type { Chunk, Stream } from '../kernel/index.ts';
import type { Side, Tagged } from './side.ts';

/** Says of each value which side it came from, and what its own input's watermark was before it. */
export function tagSide<L, R>(source: Stream<L | R>, side: Side): Stream<Tagged<L, R>> {
  const info = describeOperator({ kind: `${side} side`, inputs: [source] });
  const { counters } = info;
  return new OperatorStream(info, (destination) => {
    connect<Chunk<L | R>, Chunk<Tagged<L, R>>>(source, destination, {
      next: (chunk) => {
        counters.in += chunk.values.length;
        counters.out += chunk.values.length;
        counters.watermark = chunk.watermark;
        destination.next(makeChunk({ ...chunk, values: tagged<L, R>(chunk, side) }));
      },
    });
  });
}

function tagged<L, R>(chunk: Chunk<unknown>, side: Side): Tagged<L, R>[] {
  const { values } = chunk;
  const rows = new Array<Tagged<L, R>>(values.length);
  for (let i = 0; i < values.length; i += 1)
    rows[i] = { side, value: values[i], own: watermarkBefore(chunk, i) } as Tagged<L, R>;
  return rows;
}
