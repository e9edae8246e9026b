import type { Slow } from '../wire/index.ts';

/** A change of a subscription: what is left out stays as it is, null takes a choice away. */
export interface FeedChange {
  readonly filter?: string | null;
  readonly fields?: readonly string[] | null;
  readonly slow?: Slow;
  readonly delay?: number;
}
