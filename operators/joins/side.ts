import type { Chunk, Milliseconds } from '../kernel/index.ts';

/** Which of its two streams a join got an event from. */
export type Side = 'left' | 'right';

/** An event of one of the two streams of a join, as its late output gives it. */
export type Sided<L, R> =
  | { readonly side: 'left'; readonly value: L }
  | { readonly side: 'right'; readonly value: R };

/** A chunk on its way into a join: all its values are of one side. */
export interface SidedChunk<L, R> extends Chunk<L | R> {
  readonly side: Side;
  /** The watermark that its own input had before each value; `before` is that of both together. */
  readonly own: Chunk<unknown>['before'];
}

/** The watermark that decides whether an event is late: of both inputs together, or of its own. */
export type LateBy = 'combined' | 'input';

/** The value at a position of a chunk, with its side. */
export function sidedAt<L, R>({ side, values }: SidedChunk<L, R>, index: number): Sided<L, R> {
  return { side, value: values[index] } as Sided<L, R>;
}

/** The watermark that its own input had before the value at a position of a chunk. */
export function ownBefore({ own }: SidedChunk<unknown, unknown>, index: number): Milliseconds {
  return typeof own === 'number' ? own : (own[index] as number);
}

/**
 * The watermark that an event is judged by. An input that was idle can come back behind the combined
 * watermark: what its rows would have met is gone by then, so they are late by that one too.
 */
export function judgedBy(
  lateBy: LateBy,
  chunk: SidedChunk<unknown, unknown>,
  index: number,
  combined: Milliseconds,
): Milliseconds {
  return lateBy === 'combined' ? combined : Math.max(ownBefore(chunk, index), combined);
}
