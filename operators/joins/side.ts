import type { Milliseconds } from '../kernel/index.ts';

/** Which of its two streams a join got an event from. */
export type Side = 'left' | 'right';

/** An event of one of the two streams of a join, as its late output gives it. */
export type Sided<L, R> =
  | { readonly side: 'left'; readonly value: L }
  | { readonly side: 'right'; readonly value: R };

/** An event on its way into a join, with the watermark that its own input had before it. */
export type Tagged<L, R> = Sided<L, R> & { readonly own: Milliseconds };

/** The watermark that decides whether an event is late: of both inputs together, or of its own. */
export type LateBy = 'combined' | 'input';

/**
 * The watermark that an event is judged by. An input that was idle can come back behind the combined
 * watermark: what its rows would have met is gone by then, so they are late by that one too.
 */
export function judgedBy(lateBy: LateBy, own: Milliseconds, combined: Milliseconds): Milliseconds {
  return lateBy === 'input' ? Math.max(own, combined) : combined;
}
