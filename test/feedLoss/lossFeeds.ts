/** A feed of a run: how large its events are, and what its log keeps. */
export interface LossFeed {
  readonly name: string;
  readonly bytes: number;
  readonly maxEvents?: number;
}

/**
 * One that keeps all, one that forgets sooner than some clients come back, and one whose events are so large
 * that a stalled client fills its socket, of which little is kept.
 */
export const lossFeeds: readonly LossFeed[] = [
  { name: 'all', bytes: 10 },
  { name: 'short', bytes: 10, maxEvents: 60 },
  { name: 'heavy', bytes: 150_000, maxEvents: 40 },
];
