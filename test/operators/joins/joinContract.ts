import { EMPTY, map, pipe } from 'rxjs';
import type { Chunk, Stream, StreamOperator } from '../../../operators/kernel/index.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import type { Suite } from '../../support/suite.ts';

/** What every operator on streams has to pass, for a join whose right side has ended. */
export function joinContract(
  test: Suite<object>,
  build: (right: Stream<number>) => StreamOperator<number, unknown>,
): void {
  // Each chunk's watermark reaches its last value, so that what waits for it comes out at once.
  operatorContract(test, { build: () => pipe(map(reachLast), build(EMPTY)) });
}

function reachLast(chunk: Chunk<number>): Chunk<number> {
  const least = (chunk.timestamps[0] ?? -Infinity) - 1;
  const before = [chunk.before].flat().map((watermark) => Math.max(watermark, least));
  const column = typeof chunk.before === 'number' ? (before[0] as number) : before;
  return { ...chunk, before: column, watermark: chunk.watermark + 1 };
}
